package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Eight replicas that read a counter, add one and write it back, each in one transaction, as fast as they can. Fails if
 * one of them meets a conflict, if an update is lost, or if one of them waits for the others all the time.
 *
 * <p>{@code -Dframeline.writers-seconds=30} makes it last longer.
 */
class ManyWritersTests {

	private static final int REPLICAS = 8;

	private static final Duration TIME = Duration
		.ofMillis(1000L * Integer.getInteger("frameline.writers-seconds", 30) / timesShorter());

	private Nodes nodes;

	private Member primary;

	private final List<Writer> writers = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile boolean stopped;

	/** In every build it lasts an eighth of the time. */
	private static int timesShorter() {
		return (System.getProperty("frameline.writers-seconds") != null) ? 1 : 8;
	}

	@BeforeEach
	void open(@TempDir Path directory) {
		this.nodes = new Nodes(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.stopped = true;
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		this.nodes.close();
	}

	@Test
	void withoutFaultsNobodyMeetsAConflictAndTheSlowestGetsHalfOfItsFairShare() throws Exception {
		start();
		passes(TIME);
		stop();
		int total = 0;
		for (Writer writer : this.writers) {
			assertThat(writer.failures).isEmpty();
			total += writer.committed.size();
		}
		for (Writer writer : this.writers) {
			assertThat(writer.committed.size()).as(this.writers + " of " + total)
				.isGreaterThanOrEqualTo(total / REPLICAS / 2);
		}
		assertNothingIsLost();
	}

	@Test
	void withAHolderCutOffEverySecondNoUpdateIsLost() throws Exception {
		start("--frameline.write.lease=500ms");
		long end = System.nanoTime() + TIME.toNanos();
		while (System.nanoTime() < end) {
			Writer holder = await().until(this::holder, (writer) -> writer != null);
			holder.cutOff = true;
			passes(Duration.ofSeconds(1));
			holder.cutOff = false;
		}
		stop();
		for (Writer writer : this.writers) {
			assertThat(writer.failures).allSatisfy((failure) -> assertThat(failure.getSQLState())
				.isIn("40001", "08001", "08007", "HYT00"));
		}
		assertNothingIsLost();
	}

	private void start(String... settings) throws Exception {
		this.primary = this.nodes.primary(settings);
		this.primary.execute("CREATE TABLE counter (n INTEGER)", "INSERT INTO counter VALUES (0)",
				"CREATE TABLE entry (n INTEGER PRIMARY KEY, mark TEXT NOT NULL)");
		for (int i = 0; i < REPLICAS; i++) {
			this.writers.add(new Writer("replica-" + i));
		}
		for (Writer writer : this.writers) {
			writer.running = this.threads.submit(writer::run);
		}
	}

	private static void passes(Duration time) {
		await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
	}

	private void stop() throws Exception {
		this.stopped = true;
		for (Writer writer : this.writers) {
			writer.running.get(60, TimeUnit.SECONDS);
		}
	}

	/** One that is in the middle of a transaction. */
	private @Nullable Writer holder() {
		return this.writers.stream().filter((writer) -> writer.inside).findFirst().orElse(null);
	}

	/** What was told to have been committed is there, what was told not to have been is not, and each counted once. */
	private void assertNothingIsLost() throws Exception {
		long n = this.primary.number("SELECT n FROM counter");
		assertThat(this.primary.number("SELECT count(*) FROM entry")).isEqualTo(n);
		assertThat(this.primary.number("SELECT max(n) FROM entry")).isEqualTo(n);
		long committed = 0;
		for (Writer writer : this.writers) {
			writer.member.catchUpWith(this.primary);
			assertThat(writer.member.number("SELECT n FROM counter")).isEqualTo(n);
			for (String mark : writer.committed) {
				assertThat(number("SELECT count(*) FROM entry WHERE mark = '" + mark + "'")).as(mark).isOne();
			}
			for (String mark : writer.unknown) {
				committed += number("SELECT count(*) FROM entry WHERE mark = '" + mark + "'");
			}
			committed += writer.committed.size();
		}
		assertThat(committed).isEqualTo(n);
	}

	private long number(String sql) throws SQLException {
		return this.primary.number(sql);
	}

	/** One node and the application on it. */
	private final class Writer {

		private final String name;

		private final Member member;

		private final List<String> committed = new CopyOnWriteArrayList<>();

		private final List<String> unknown = new CopyOnWriteArrayList<>();

		private final List<SQLException> failures = new CopyOnWriteArrayList<>();

		private final AtomicInteger marks = new AtomicInteger();

		private volatile boolean inside;

		private volatile boolean cutOff;

		private Future<?> running;

		Writer(String name) throws Exception {
			this.name = name;
			Passage passage = ManyWritersTests.this.nodes.passage(ManyWritersTests.this.primary);
			passage.weather(new Cut());
			this.member = ManyWritersTests.this.nodes.replica(name, passage.url(), "--frameline.write.timeout=2s");
		}

		private @Nullable Void run() throws Exception {
			while (!ManyWritersTests.this.stopped) {
				String mark = this.name + "/" + this.marks.incrementAndGet();
				try {
					increment(mark);
					this.committed.add(mark);
				}
				catch (SQLException ex) {
					this.failures.add(ex);
					if ("08007".equals(ex.getSQLState())) {
						this.unknown.add(mark);
					}
				}
				finally {
					this.inside = false;
				}
			}
			return null;
		}

		private void increment(String mark) throws SQLException {
			try (Connection connection = this.member.dataSource().getConnection()) {
				connection.setAutoCommit(false);
				try {
					long n = Member.number(connection, "SELECT n FROM counter");
					this.inside = true;
					Member.execute(connection, "UPDATE counter SET n = " + (n + 1),
							"INSERT INTO entry VALUES (" + (n + 1) + ", '" + mark + "')");
					connection.commit();
				}
				catch (SQLException ex) {
					connection.rollback();
					throw ex;
				}
			}
		}

		@Override
		public String toString() {
			return this.name + ": " + this.committed.size();
		}

		/** While it lasts nothing arrives, neither requests nor answers that are under way. */
		private final class Cut implements Passage.Weather {

			@Override
			public byte[] request(String method, String path, byte[] body) throws InterruptedException {
				if (Writer.this.cutOff) {
					throw new InterruptedException("cut off");
				}
				return body;
			}

			@Override
			public byte @Nullable [] answer(String method, String path, int status, byte[] body) {
				return Writer.this.cutOff ? null : body;
			}

		}

	}

}
