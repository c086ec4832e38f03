package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.frameline.wal.Frames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prefix: a reader sees a committed prefix of the history, never half a transaction and never a write that was
 * refused. And Forward: no reader sees less than it saw before.
 *
 * <p>Every transaction moves money between accounts, so that their sum is constant, and stores its number and a sum
 * over all rows, so that a reader can tell a whole transaction from a mixture. Discards, applied frames, changes of
 * schema, checkpoints and restarts of the WAL go on while readers of every kind begin.
 */
class PrefixInvariantTest {

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("frameline.torture-seconds", 6));

	private static final String QUERY = "SELECT n, h, (SELECT sum(balance) FROM account),"
			+ " (SELECT sum(balance * id) FROM account) FROM state";

	@TempDir
	Path directory;

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong published = new AtomicLong();

	/** The newest number that may be seen: it moves before a publish and the other one after it. */
	private final AtomicLong publishing = new AtomicLong();

	private final AtomicLong reads = new AtomicLong();

	@Test
	void readersSeeWholeAcceptedTransactionsInOrder() throws Exception {
		try (Owned owned = Owned.in(this.directory)) {
			owned.commit("CREATE TABLE state (n INTEGER, h INTEGER)", "INSERT INTO state VALUES (0, 0)");
			advance(owned, 1, false);
			ExecutorService readers = Executors.newFixedThreadPool(4);
			try {
				List<Future<?>> running = new ArrayList<>();
				running.add(readers.submit(shortReader(owned)));
				running.add(readers.submit(shortReader(owned)));
				running.add(readers.submit(preparingReader(owned)));
				running.add(readers.submit(longReader(owned)));
				write(owned);
				this.over.set(true);
				for (Future<?> reader : running) {
					reader.get();
				}
			}
			finally {
				readers.shutdownNow();
			}
			assertThat(owned.read("PRAGMA integrity_check")).isEqualTo("ok");
			assertThat(this.published.get()).isGreaterThan(100);
			assertThat(this.reads.get()).isGreaterThan(1000);
		}
	}

	private void write(Owned owned) throws Exception {
		Random random = new Random(42);
		long end = System.nanoTime() + TIME.toNanos();
		while (System.nanoTime() < end) {
			int choice = random.nextInt(100);
			if (choice < 15) {
				advance(owned, random.nextInt(), true);
			}
			else if (choice < 20) {
				try (Lane.Turn turn = owned.turn()) {
					owned.database.checkpoint(turn);
				}
			}
			else {
				advance(owned, random.nextInt(), false);
			}
		}
	}

	/** One transaction, accepted or refused. */
	private void advance(Owned owned, int seed, boolean refused) throws Exception {
		Random random = new Random(seed);
		long next = this.published.get() + 1;
		try (Lane.Turn turn = owned.turn()) {
			owned.database.begin(turn);
			Connection writer = owned.database.writer();
			int transfers = (random.nextInt(40) == 0) ? 400 : 4;
			for (int i = 0; i < transfers; i++) {
				int amount = random.nextInt(10);
				move(writer, amount, 1 + random.nextInt(300));
				move(writer, -amount, 1 + random.nextInt(300));
			}
			if (random.nextInt(20) == 0) {
				Owned.execute(writer, "CREATE TABLE IF NOT EXISTS extra (x)");
				Owned.execute(writer, "DROP TABLE extra");
				Owned.execute(writer, "CREATE TABLE extra (x, y" + random.nextInt(3) + ")");
			}
			Owned.execute(writer, "UPDATE state SET n = " + next + ", h = (SELECT sum(balance * id) FROM account)");
			Hidden frames = owned.database.commitHidden(turn);
			if (refused) {
				owned.database.tentative().discard();
				return;
			}
			this.publishing.set(next);
			owned.database.tentative().publish(frames, owned.after(frames.count()));
			this.published.set(next);
		}
	}

	private static void move(Connection writer, int amount, int account) throws SQLException {
		Owned.execute(writer, "UPDATE account SET balance = balance + " + amount
				+ ", pad = randomblob(200) WHERE id = " + account);
	}

	/** A prepared statement outside a transaction: what most reads are. */
	private Callable<Void> shortReader(Owned owned) {
		return () -> {
			try (Connection reader = owned.database.openReader();
					PreparedStatement statement = prepare(owned, reader, QUERY)) {
				long last = 0;
				while (!this.over.get()) {
					long least = this.published.get();
					try (ResultSet row = execute(owned, reader, statement)) {
						last = check(row, Math.max(least, last));
					}
				}
			}
			return null;
		};
	}

	/** A statement prepared anew for each read, on a connection that is new every now and then. */
	private Callable<Void> preparingReader(Owned owned) {
		return () -> {
			long last = 0;
			while (!this.over.get()) {
				try (Connection reader = owned.database.openReader()) {
					for (int i = 0; i < 50 && !this.over.get(); i++) {
						long least = this.published.get();
						try (PreparedStatement statement = prepare(owned, reader, QUERY);
								ResultSet row = execute(owned, reader, statement)) {
							last = check(row, Math.max(least, last));
						}
					}
				}
			}
			return null;
		};
	}

	/** A transaction that reads again and again for a while: its snapshot must not move. */
	private Callable<Void> longReader(Owned owned) {
		return () -> {
			try (Connection reader = owned.database.openReader()) {
				while (!this.over.get()) {
					owned.database.guard().begin(reader, transaction(reader));
					String first = snapshot(reader);
					for (int i = 0; i < 200 && !this.over.get(); i++) {
						assertThat(snapshot(reader)).isEqualTo(first);
					}
					Owned.execute(reader, "COMMIT");
				}
			}
			return null;
		};
	}

	/** Nothing may be concluded from what a step reads before the guard has believed its snapshot. */
	private Guard.Step<String> transaction(Connection reader) {
		return new Guard.Step<>() {

			@Override
			public String run() throws SQLException {
				Owned.execute(reader, "BEGIN");
				return Owned.query(reader, "SELECT n FROM state");
			}

			@Override
			public void undo(String result) throws SQLException {
				Owned.execute(reader, "ROLLBACK");
			}

		};
	}

	private String snapshot(Connection reader) throws SQLException {
		String row = Owned.query(reader, "SELECT n || ' ' || h || ' ' || (SELECT sum(balance) FROM account) || ' '"
				+ " || (SELECT sum(balance * id) FROM account) FROM state");
		String[] values = row.split(" ");
		assertThat(values[2]).isEqualTo("30000");
		assertThat(values[3]).isEqualTo(values[1]);
		return row;
	}

	private long check(ResultSet row, long least) throws SQLException {
		assertThat(row.next()).isTrue();
		long n = row.getLong(1);
		assertThat(n).as("newest first").isBetween(least, this.publishing.get());
		assertThat(row.getLong(3)).as("sum of balances").isEqualTo(30000);
		assertThat(row.getLong(4)).as("transaction %d is whole", n).isEqualTo(row.getLong(2));
		this.reads.incrementAndGet();
		return n;
	}

	private static PreparedStatement prepare(Owned owned, Connection reader, String sql) throws SQLException {
		return owned.database.guard().begin(reader, new Guard.Step<>() {

			@Override
			public PreparedStatement run() throws SQLException {
				return reader.prepareStatement(sql);
			}

			@Override
			public void undo(PreparedStatement statement) throws SQLException {
				statement.close();
			}

		});
	}

	private static ResultSet execute(Owned owned, Connection reader, PreparedStatement statement) throws SQLException {
		return owned.database.guard().begin(reader, new Guard.Step<>() {

			@Override
			public ResultSet run() throws SQLException {
				return statement.executeQuery();
			}

			@Override
			public void undo(ResultSet row) throws SQLException {
				row.close();
			}

		});
	}

}
