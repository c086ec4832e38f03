package dev.frameline.autoconfigure;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.frameline.autoconfigure.jdbc.Pools;
import dev.frameline.jdbc.ReaderDataSource;
import dev.frameline.jdbc.ReplicatedDataSource;
import dev.frameline.jdbc.WriterDataSource;
import dev.frameline.node.Node;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@code DataSource}: a router over one writer and several
 * readers.
 *
 * <p>The two pools are beans so that health, metrics and shutdown find them, and no default candidates, so that
 * whoever asks for a {@code DataSource} gets the router. The router is not {@code @Primary}: with that, test slices
 * would try to replace it.
 */
@AutoConfiguration(after = { FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class },
		before = DataSourceAutoConfiguration.class)
@ConditionalOnBean(Node.class)
@ConditionalOnMissingBean(DataSource.class)
public final class FramelineDataSourceAutoConfiguration {

	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "framelineWriterDataSource")
	HikariDataSource framelineWriterDataSource(Node node, FramelineProperties properties) {
		return Pools.writer(node.name(), new WriterDataSource(node, properties.toRoutingSettings()),
				properties.write().acquireTimeout());
	}

	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = "framelineReaderDataSource")
	HikariDataSource framelineReaderDataSource(Node node, FramelineProperties properties) {
		return Pools.readers(node.name(), new ReaderDataSource(node), properties.read().connections(),
				properties.read().connectionTimeout());
	}

	@Bean
	ReplicatedDataSource dataSource(Node node, FramelineProperties properties,
			@Qualifier("framelineWriterDataSource") DataSource writer,
			@Qualifier("framelineReaderDataSource") DataSource reader) {
		return new ReplicatedDataSource(node, writer, reader, properties.toRoutingSettings());
	}

}
