package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

import dev.frameline.Fence;
import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.sync.SyncService;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus;
import org.springframework.context.ConfigurableApplicationContext;

/** One node, as its application sees it: through the beans, with plain JDBC. */
final class Member implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Path file;

	private final ConfigurableApplicationContext context;

	Member(Path file, ConfigurableApplicationContext context) {
		this.file = file;
		this.context = context;
	}

	Path file() {
		return this.file;
	}

	String url() {
		return "http://127.0.0.1:" + this.context.getEnvironment().getRequiredProperty("local.server.port")
				+ "/frameline";
	}

	/** What an application injects. */
	DataSource dataSource() {
		return this.context.getBean("dataSource", DataSource.class);
	}

	DataSource readerPool() {
		return this.context.getBean("framelineReaderDataSource", DataSource.class);
	}

	DataSource writerPool() {
		return this.context.getBean("framelineWriterDataSource", DataSource.class);
	}

	Node node() {
		return this.context.getBean(Node.class);
	}

	NodeStatus status() {
		return this.context.getBean(SyncOperations.class).status();
	}

	SyncOperations sync() {
		return this.context.getBean(SyncOperations.class);
	}

	SyncService following() {
		return this.context.getBean(SyncService.class);
	}

	/** Returns once this node shows all that {@code other} has accepted. */
	void catchUpWith(Member other) {
		Position position = other.sync().position();
		if (position == null) {
			throw new IllegalStateException("A node that others follow has a position");
		}
		sync().await(position, PATIENCE);
	}

	/** As the primary: what becomes of a node that stands still in the middle of a transaction, others get its lease. */
	void takeLeaseFrom(Member holder) {
		node().served().release(holder.status().lease().origin(), Fence.NONE);
	}

	/** Runs each statement in auto-commit. */
	void execute(String... sql) throws SQLException {
		try (Connection connection = dataSource().getConnection()) {
			execute(connection, sql);
		}
	}

	/** Runs the statements as one transaction. */
	void transaction(String... sql) throws SQLException {
		try (Connection connection = dataSource().getConnection()) {
			connection.setAutoCommit(false);
			execute(connection, sql);
			connection.commit();
		}
	}

	/** Reads in auto-commit. */
	long number(String sql) throws SQLException {
		return number(dataSource(), sql);
	}

	static long number(DataSource dataSource, String sql) throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			return number(connection, sql);
		}
	}

	static long number(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
			row.next();
			return row.getLong(1);
		}
	}

	static void execute(Connection connection, String... sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			for (String one : sql) {
				statement.execute(one);
			}
		}
	}

	/** Closing twice is once. */
	@Override
	public void close() {
		this.context.close();
	}

}
