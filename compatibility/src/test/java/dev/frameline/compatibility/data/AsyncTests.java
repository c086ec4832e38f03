package dev.frameline.compatibility.data;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** {@code @Async} methods, which queue for the one writer in threads of the application's own. */
class AsyncTests {

	private static final int MANY = 40;

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void manyWritersQueueAndAllGetTheirTurn(Side side) {
		Work work = cluster.bean(side, Work.class);
		List<CompletableFuture<Thread>> writes = IntStream.range(0, MANY).mapToObj((n) -> work.write("note " + n)).toList();
		assertThat(writes).allSatisfy((write) -> assertThat(write.join()).isNotEqualTo(Thread.currentThread()));
		assertThat(cluster.texts(side)).hasSize(MANY);
		cluster.assertNotes(side, cluster.texts(side).toArray(String[]::new));
	}

	@ParameterizedTest
	@EnumSource
	void whatThrowsInItsThreadIsRolledBack(Side side) {
		Work work = cluster.bean(side, Work.class);
		assertThatException().isThrownBy(() -> work.fail("given up").join()).withMessageContaining("changed its mind");
		work.write("kept").join();
		cluster.assertNotes(side, "kept");
	}

	static class Work {

		private final JdbcClient jdbc;

		Work(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@Async
		@Transactional
		public CompletableFuture<Thread> write(String text) {
			insert(text);
			return CompletableFuture.completedFuture(Thread.currentThread());
		}

		@Async
		@Transactional
		public CompletableFuture<Thread> fail(String text) {
			insert(text);
			throw new IllegalStateException("changed its mind");
		}

		private void insert(String text) {
			this.jdbc.sql("INSERT INTO note (text) VALUES (?)").param(text).update();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	@Import(Work.class)
	static class Application {

	}

}
