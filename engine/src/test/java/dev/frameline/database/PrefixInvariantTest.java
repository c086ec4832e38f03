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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Prefix: a reader sees a committed prefix of the history, never half a transaction and never a write that was
 * refused. And Forward: no reader sees less than it saw before.
 *
 * <p>Every transaction moves money between accounts, so that their sum is constant, and stores its number and a sum
 * over all rows, so that a reader can tell a whole transaction from a mixture. Discards, several tentative commits, changes
 * of schema, checkpoints and restarts of the WAL go on while readers of every kind begin.
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
			else if (choice < 50) {
				advanceTogether(owned, random);
			}
			else {
				advance(owned, random.nextInt(), false);
			}
		}
	}

	/** One transaction, accepted or refused. */
	private void advance(Owned owned, int seed, boolean refused) throws Exception {
		try (Lane.Turn turn = owned.turn()) {
			owned.database.begin(turn);
			change(owned.database.writer(), new Random(seed), this.published.get() + 1);
			Hidden commit = owned.database.commitHidden(turn);
			if (refused) {
				owned.database.tentative().discard();
			}
			else {
				publish(owned, List.of(commit));
			}
		}
	}

	/** Several transactions, one on top of the other: shown from the front, and taken back from the end. */
	private void advanceTogether(Owned owned, Random random) throws Exception {
		List<Hidden> commits = new ArrayList<>();
		long before = this.published.get();
		for (int i = 1; i <= 4; i++) {
			CompletableFuture<Lane.Turn> entered = owned.database.lane().enterBehind("test", () -> true);
			// The lane needs it quiet, to empty the WAL; it may have done so just now
			if (!entered.isDone() && entered.cancel(false)) {
				break;
			}
			try (Lane.Turn turn = entered.join()) {
				owned.database.begin(turn);
				change(owned.database.writer(), random, before + i);
				if (random.nextInt(4) == 0) {
					rollBack(owned, turn, random.nextBoolean());
					i--;
					continue;
				}
				if (!commits.isEmpty() && random.nextInt(3) == 0) {
					publish(owned, commits);
					commits.clear();
				}
				commits.add(owned.database.commitHidden(turn));
				owned.database.tentative().inFlight(turn);
			}
		}
		if (commits.isEmpty()) {
			return;
		}
		int accepted = random.nextInt(commits.size() + 1);
		if (accepted < commits.size() && accepted > 0) {
			owned.database.tentative().discardAfter(commits.get(accepted - 1));
		}
		if (accepted > 0) {
			publish(owned, commits.subList(0, accepted));
		}
		else {
			owned.database.tentative().discard();
		}
		owned.database.tentative().landed();
		owned.database.lane().proceed();
	}

	/** @param byItself in the middle of a statement */
	private static void rollBack(Owned owned, Lane.Turn turn, boolean byItself) throws Exception {
		if (byItself) {
			assertThatThrownBy(
					() -> Owned.execute(owned.database.writer(), "INSERT OR ROLLBACK INTO account (id) VALUES (1)"))
				.isInstanceOf(SQLException.class);
		}
		owned.database.rollback(turn);
	}

	private static void change(Connection writer, Random random, long number) throws SQLException {
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
		Owned.execute(writer, "UPDATE state SET n = " + number + ", h = (SELECT sum(balance * id) FROM account)");
	}

	private void publish(Owned owned, List<Hidden> commits) throws Exception {
		long next = this.published.get() + commits.size();
		int frames = commits.stream().mapToInt(Hidden::count).sum();
		this.publishing.set(next);
		owned.database.tentative().publish(commits.get(commits.size() - 1), owned.after(frames));
		this.published.set(next);
	}

	private static void move(Connection writer, int amount, int account) throws SQLException {
		Owned.execute(writer, "UPDATE account SET balance = balance + " + amount
				+ ", pad = randomblob(200) WHERE id = " + account);
	}

	/** A prepared statement outside a transaction: what most reads are. */
	private Callable<Void> shortReader(Owned owned) {
		return () -> {
			try (Connection reader = owned.database.openReader(); Prepared prepared = new Prepared(reader)) {
				long last = 0;
				while (!this.over.get()) {
					long least = this.published.get();
					try (ResultSet row = owned.database.guard().begin(reader, prepared)) {
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
						try (Prepared prepared = new Prepared(reader);
								ResultSet row = owned.database.guard().begin(reader, prepared)) {
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

	/** The driver finalizes a statement that fails: the guard's next attempt needs another. */
	private static final class Prepared implements Guard.Step<ResultSet>, AutoCloseable {

		private final Connection reader;

		private @Nullable PreparedStatement statement;

		Prepared(Connection reader) {
			this.reader = reader;
		}

		@Override
		public ResultSet run() throws SQLException {
			if (this.statement == null) {
				this.statement = this.reader.prepareStatement(QUERY);
			}
			try {
				return this.statement.executeQuery();
			}
			catch (SQLException ex) {
				close();
				throw ex;
			}
		}

		@Override
		public void undo(ResultSet row) throws SQLException {
			row.close();
		}

		@Override
		public void close() throws SQLException {
			if (this.statement != null) {
				this.statement.close();
				this.statement = null;
			}
		}

	}

}
