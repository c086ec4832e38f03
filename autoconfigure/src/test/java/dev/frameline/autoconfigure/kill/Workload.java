package dev.frameline.autoconfigure.kill;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.kill.Journal.Kind;

/** Threads that write, each transaction under an id of its own, until they are stopped or killed. */
final class Workload implements AutoCloseable {

	private static final int LARGE_ROWS = 300;

	private final DataSource dataSource;

	private final Journal journal;

	private final AtomicLong nextId;

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean stopped;

	private Workload(DataSource dataSource, Journal journal, long firstId) {
		this.dataSource = dataSource;
		this.journal = journal;
		this.nextId = new AtomicLong(firstId);
	}

	static void createSchema(DataSource dataSource) throws SQLException {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			createSchema(statement);
		}
	}

	static void createSchema(Statement statement) throws SQLException {
		statement.executeUpdate("CREATE TABLE item (id INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,"
				+ " kind TEXT NOT NULL, writer TEXT NOT NULL, payload BLOB, PRIMARY KEY (id, part))");
		statement.executeUpdate("CREATE INDEX item_by_kind ON item (kind, writer)");
		statement.executeUpdate("CREATE TABLE counter (kind TEXT PRIMARY KEY, n INTEGER NOT NULL)");
		statement.executeUpdate("INSERT INTO counter VALUES ('COUNTED', 0), ('BARE', 0)");
	}

	/** @param firstId no other workload on the same database uses this one or a later one below its own first */
	static Workload start(DataSource dataSource, Journal journal, long firstId, int writers, long seed) {
		Workload workload = new Workload(dataSource, journal, firstId);
		for (int i = 0; i < writers; i++) {
			Writer writer = workload.new Writer(firstId + "-" + i, new Random(seed + i));
			Thread thread = new Thread(writer, "writer " + writer.name);
			thread.setDaemon(true);
			workload.threads.add(thread);
			thread.start();
		}
		return workload;
	}

	/** Lets every writer end what it is at. */
	@Override
	public void close() throws InterruptedException {
		this.stopped = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	private final class Writer implements Runnable {

		private final String name;

		private final Random random;

		/** Ids of transactions whose tables are, or may be, there. */
		private final List<Long> tables = new ArrayList<>();

		private long largeId;

		private long seen;

		Writer(String name, Random random) {
			this.name = name;
			this.random = random;
		}

		@Override
		public void run() {
			while (!Workload.this.stopped) {
				Kind kind = choose();
				long id = Workload.this.nextId.getAndIncrement();
				Workload.this.journal.tried(id, kind);
				attempt(id, kind);
				look();
			}
		}

		private Kind choose() {
			int dice = this.random.nextInt(100);
			if (dice < 2) {
				return Kind.LARGE;
			}
			if (dice < 5) {
				return Kind.TABLE;
			}
			Kind[] common = { Kind.SINGLE, Kind.SEVERAL, Kind.COUNTED, Kind.BARE, Kind.COUNTED, Kind.SINGLE, Kind.SEVERAL,
					Kind.GIVEN_UP };
			return common[dice % common.length];
		}

		private void attempt(long id, Kind kind) {
			try {
				boolean kept = run(id, kind);
				if (kind == Kind.TABLE) {
					this.tables.clear();
					this.tables.add(id);
				}
				if (kept) {
					Workload.this.journal.kept(id);
				}
				else {
					Workload.this.journal.refused(id);
				}
			}
			catch (SQLException ex) {
				failed(id, kind, ex);
			}
		}

		private void failed(long id, Kind kind, SQLException ex) {
			boolean refused = "40001".equals(ex.getSQLState()) || ex instanceof SQLTransientConnectionException;
			if (refused) {
				Workload.this.journal.refused(id);
				return;
			}
			if (kind == Kind.TABLE) {
				this.tables.add(id);
			}
			Workload.this.journal.open(id);
			if (!"08007".equals(ex.getSQLState())) {
				Workload.this.journal.broken(kind + " " + id + ": " + ex.getSQLState() + " " + trace(ex));
			}
		}

		private boolean run(long id, Kind kind) throws SQLException {
			try (Connection connection = Workload.this.dataSource.getConnection()) {
				if (kind == Kind.SINGLE || kind == Kind.BARE) {
					work(connection, id, kind);
					return true;
				}
				connection.setAutoCommit(false);
				try {
					work(connection, id, kind);
					if (kind == Kind.GIVEN_UP) {
						connection.rollback();
						return false;
					}
					connection.commit();
					return true;
				}
				catch (SQLException ex) {
					connection.rollback();
					throw ex;
				}
			}
		}

		private void work(Connection connection, long id, Kind kind) throws SQLException {
			switch (kind) {
				case SINGLE -> insert(connection, id, 0, 1, kind);
				case BARE -> count(connection, kind);
				case COUNTED -> {
					count(connection, kind);
					insert(connection, id, 0, 1, kind);
				}
				case SEVERAL, GIVEN_UP -> {
					int parts = 2 + this.random.nextInt(5);
					for (int part = 0; part < parts; part++) {
						insert(connection, id, part, parts, kind);
					}
				}
				case LARGE -> insertMany(connection, id);
				case TABLE -> makeTable(connection, id);
			}
		}

		private void count(Connection connection, Kind kind) throws SQLException {
			try (PreparedStatement update = connection
				.prepareStatement("UPDATE counter SET n = n + 1 WHERE kind = ?")) {
				update.setString(1, kind.name());
				update.executeUpdate();
			}
		}

		private void insert(Connection connection, long id, int part, int parts, Kind kind) throws SQLException {
			try (PreparedStatement insert = connection
				.prepareStatement("INSERT INTO item VALUES (?, ?, ?, ?, ?, randomblob(40))")) {
				insert.setLong(1, id);
				insert.setInt(2, part);
				insert.setInt(3, parts);
				insert.setString(4, kind.name());
				insert.setString(5, this.name);
				insert.executeUpdate();
			}
		}

		/** Frees the pages of the one before, so that the file stays small. */
		private void insertMany(Connection connection, long id) throws SQLException {
			try (PreparedStatement update = connection.prepareStatement("UPDATE item SET payload = NULL WHERE id = ?");
					PreparedStatement insert = connection.prepareStatement("WITH RECURSIVE number(n) AS (VALUES (0)"
							+ " UNION ALL SELECT n + 1 FROM number WHERE n < ? - 1)"
							+ " INSERT INTO item SELECT ?, n, ?, 'LARGE', ?, randomblob(2000) FROM number")) {
				update.setLong(1, this.largeId);
				update.executeUpdate();
				insert.setInt(1, LARGE_ROWS);
				insert.setLong(2, id);
				insert.setInt(3, LARGE_ROWS);
				insert.setString(4, this.name);
				insert.executeUpdate();
				this.largeId = id;
			}
		}

		private void makeTable(Connection connection, long id) throws SQLException {
			try (Statement statement = connection.createStatement()) {
				for (long table : this.tables) {
					statement.executeUpdate("DROP TABLE IF EXISTS made_" + table);
				}
				statement.executeUpdate("CREATE TABLE made_" + id + " (id INTEGER PRIMARY KEY)");
				statement.executeUpdate("INSERT INTO made_" + id + " VALUES (" + id + ")");
			}
			insert(connection, id, 0, 1, Kind.TABLE);
		}

		/** What readers are shown never goes back. */
		private void look() {
			try (Connection connection = Workload.this.dataSource.getConnection();
					Statement statement = connection.createStatement();
					ResultSet row = statement.executeQuery("SELECT n FROM counter WHERE kind = 'COUNTED'")) {
				long counted = row.next() ? row.getLong(1) : -1;
				if (counted < this.seen) {
					Workload.this.journal.broken("showed " + counted + " after " + this.seen);
				}
				if (counted > this.seen) {
					this.seen = counted;
					Workload.this.journal.saw(counted);
				}
			}
			catch (SQLException ex) {
				Workload.this.journal.broken("could not read: " + trace(ex));
			}
		}

	}

	private static String trace(Exception ex) {
		StringWriter text = new StringWriter();
		ex.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

}
