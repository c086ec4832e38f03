package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import dev.frameline.database.WalLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A standalone node, its pools and its data source. */
abstract class RoutingTestSupport {

	@TempDir
	Path directory;

	StandaloneBackend backend;

	SmallPool writers;

	SmallPool readers;

	ReplicatedDataSource dataSource;

	@BeforeEach
	void open() throws SQLException {
		start(new StandaloneBackend(this.directory.resolve("app.db")), RoutingSettings.defaults());
	}

	@AfterEach
	void close() throws SQLException {
		this.backend.close();
	}

	void restart(Duration acquireTimeout, Duration maxDuration) throws SQLException {
		this.backend.close();
		start(new StandaloneBackend(this.directory.resolve("app.db"), acquireTimeout, maxDuration),
				RoutingSettings.defaults());
	}

	void restart(Duration acquireTimeout, WalLimits limits) throws SQLException {
		this.backend.close();
		start(new StandaloneBackend(this.directory.resolve("app.db"), acquireTimeout, Duration.ofMinutes(1), limits),
				RoutingSettings.defaults());
	}

	void startDeferred() throws SQLException {
		route(new RoutingSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), RoutingSettings.Begin.DEFERRED));
	}

	private void start(StandaloneBackend backend, RoutingSettings settings) throws SQLException {
		this.backend = backend;
		this.writers = new SmallPool(new WriterDataSource(backend), 1, Duration.ofSeconds(1));
		this.readers = new SmallPool(new ReaderDataSource(backend), 4, Duration.ofSeconds(1));
		route(settings);
	}

	private void route(RoutingSettings settings) {
		this.dataSource = new ReplicatedDataSource(this.backend, this.writers, this.readers, settings);
	}

	void run(String sql) throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			run(connection, sql);
		}
	}

	static void run(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	long count() throws SQLException {
		try (Connection connection = this.dataSource.getConnection()) {
			return query(connection, "SELECT count(*) FROM note");
		}
	}

	static long query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

}
