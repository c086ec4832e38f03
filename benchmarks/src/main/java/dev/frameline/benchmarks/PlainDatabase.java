package dev.frameline.benchmarks;

import java.nio.file.Path;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteDataSource;

/**
 * HikariCP over SQLite and nothing in between: several readers and one writer, with the cache, the PRAGMAs and the
 * number of connections that a node's have, and as durable as a node on its own: {@code synchronous = FULL}.
 */
final class PlainDatabase implements Database {

	private static final int CACHE_KIB = 16_000;

	private static final int BUSY_TIMEOUT_MILLIS = 1000;

	private final HikariDataSource writer;

	private final HikariDataSource readers;

	PlainDatabase(Path file) {
		SQLiteConfig writing = config();
		writing.setSynchronous(SynchronousMode.FULL);
		writing.setJournalMode(JournalMode.WAL);
		this.writer = pool(file, writing, 1);
		SQLiteConfig reading = config();
		reading.setReadOnly(true);
		this.readers = pool(file, reading, Math.min(16, Math.max(2, Runtime.getRuntime().availableProcessors())));
		this.readers.setReadOnly(true);
	}

	private static SQLiteConfig config() {
		SQLiteConfig config = new SQLiteConfig();
		config.enforceForeignKeys(true);
		config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
		config.setCacheSize(-CACHE_KIB);
		config.setTempStore(TempStore.FILE);
		return config;
	}

	private static HikariDataSource pool(Path file, SQLiteConfig config, int size) {
		SQLiteDataSource physical = new SQLiteDataSource(config);
		physical.setUrl("jdbc:sqlite:" + file);
		HikariDataSource pool = new HikariDataSource();
		pool.setDataSource(physical);
		pool.setMaximumPoolSize(size);
		pool.setMinimumIdle(size);
		pool.setMaxLifetime(0);
		return pool;
	}

	@Override
	public DataSource reads() {
		return this.readers;
	}

	@Override
	public DataSource writes() {
		return this.writer;
	}

	@Override
	public void close() {
		this.readers.close();
		this.writer.close();
	}

}
