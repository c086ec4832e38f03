package dev.frameline.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalScan;
import dev.frameline.world.VirtualTime;
import dev.frameline.world.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What happens to the WAL, the lane and the readers at the two limits; time passes when the test says so. */
class CheckpointsTests {

	private static final long MAX_FRAMES = 160;

	private static final Duration MAX_AGE = Duration.ofSeconds(30);

	/** An attempt or two of the lane's. */
	private static final Duration MOMENT = Duration.ofMillis(200);

	@TempDir
	Path directory;

	private final VirtualTime time = new VirtualTime();

	private final FaultyDisk disk = new FaultyDisk();

	private final List<Reader> readers = new ArrayList<>();

	private Owned owned;

	@BeforeEach
	void open() throws Exception {
		World world = new World(this.time, this.disk, this.time, Owned.WORLD.waiting(), Owned.WORLD.chance());
		this.owned = Owned.in(this.directory, world, new WalLimits(WalScan.length(MAX_FRAMES), MAX_AGE));
	}

	@AfterEach
	void close() throws Exception {
		for (Reader reader : this.readers) {
			reader.leave();
		}
		this.disk.heal();
		this.owned.close();
	}

	@Test
	void aWalThatNobodyReadsFromIsEmptiedLongBeforeItsLimit() throws Exception {
		long largest = 0;
		for (int i = 0; i < 30; i++) {
			this.owned.commit("UPDATE account SET pad = randomblob(200)");
			largest = Math.max(largest, this.owned.database.walSize());
		}
		assertThat(largest).isLessThan(WalScan.length(MAX_FRAMES / 2));
		assertThat(this.time.waiting()).as("attempts of the lane").isZero();
	}

	@Test
	void atItsLimitNobodyHasTheLaneBeforeItWasEmptied() throws Exception {
		Reader reader = read();
		fill();
		CompletableFuture<Lane.Turn> next = this.owned.database.lane().enter("next");
		CompletableFuture<Lane.Turn> afterwards = this.owned.database.lane().enter("afterwards");
		this.time.pass(MOMENT);
		assertThat(next).isNotDone();
		assertThat(this.owned.database.lane().describeHolder())
			.startsWith("'the emptying of the write-ahead log, which the snapshot of '" + Thread.currentThread().getName()
					+ ", connection 1' keeps from it' has held it for 200 ms");
		reader.leave();
		this.time.pass(MOMENT);
		assertThat(next).isCompleted();
		assertThat(this.owned.database.walSize()).isZero();
		assertThat(afterwards).isNotDone();
		next.join().close();
		assertThat(afterwards).isCompleted();
		afterwards.join().close();
		assertThat(reader.interrupted + reader.givenUp).as("the reader has left by itself").isZero();
	}

	@Test
	void whoWaitedInVainLeavesTheQueue() throws Exception {
		Reader reader = read();
		fill();
		CompletableFuture<Lane.Turn> gone = this.owned.database.lane().enter("gone");
		CompletableFuture<Lane.Turn> next = this.owned.database.lane().enter("next");
		gone.cancel(false);
		reader.leave();
		this.time.pass(MOMENT);
		assertThat(next).isCompleted();
		next.join().close();
	}

	@Test
	void aReaderThatIsInTheWayIsEndedOnceItIsTooOld() throws Exception {
		Reader reader = read();
		fill();
		this.time.pass(MAX_AGE.minus(MOMENT));
		assertThat(reader.snapshot.ended()).isNull();
		this.time.pass(MOMENT.multipliedBy(3));
		assertThat(reader.snapshot.ended()).contains("longer than frameline.read.max-snapshot-age (30000 ms)")
			.contains("frameline.write.max-wal-size (" + WalScan.length(MAX_FRAMES) + " bytes)");
		assertThat(reader.interrupted).as("first, what it runs").isOne();
		assertThat(reader.givenUp).as("then, in its place").isPositive();
		assertThat(this.owned.database.walSize()).isZero();
		this.owned.commit("UPDATE counter SET n = 7");
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("7");
	}

	/** One that does not give up in the moment in which it could is asked again. */
	@Test
	void aReaderThatIsNotDoneYetIsAskedAgainUntilItIs() throws Exception {
		Reader reader = read();
		reader.stubborn = true;
		fill();
		this.time.pass(MAX_AGE.plus(MOMENT.multipliedBy(10)));
		assertThat(reader.interrupted).isOne();
		assertThat(reader.givenUp).isGreaterThan(3);
		assertThat(this.owned.database.walSize()).isPositive();
		reader.stubborn = false;
		this.time.pass(MOMENT.multipliedBy(2));
		assertThat(this.owned.database.walSize()).isZero();
	}

	/** It reads the database file alone, and nothing is added that it could keep from being copied there. */
	@Test
	void aReaderThatBeganAfterAllWasCopiedIsInNobodysWay() throws Exception {
		Reader first = read();
		fill();
		Reader inTheWay = read();
		inTheWay.stubborn = true;
		first.leave();
		this.time.pass(MOMENT);
		Reader elsewhere = read();
		this.time.pass(MAX_AGE.multipliedBy(2));
		assertThat(this.owned.database.walSize()).isPositive();
		assertThat(inTheWay.snapshot.ended()).isNotNull();
		assertThat(elsewhere.snapshot.ended()).isNull();
		inTheWay.stubborn = false;
		this.time.pass(MOMENT.multipliedBy(2));
		assertThat(this.owned.database.walSize()).isZero();
		String before = elsewhere.query("SELECT n FROM counter");
		this.owned.commit("UPDATE counter SET n = n + 1");
		assertThat(elsewhere.query("SELECT n FROM counter")).isEqualTo(before);
		assertThat(elsewhere.query("SELECT sum(balance) FROM account")).isEqualTo("30000");
		assertThat(elsewhere.snapshot.ended()).isNull();
	}

	/** Too old as soon as it is in somebody's way, and not before. */
	@Test
	void belowTheLimitAReaderIsLeftAloneHoweverOldItIs() throws Exception {
		Reader reader = read();
		fillAllBut(1);
		this.time.pass(Duration.ofDays(1));
		assertThat(reader.snapshot.ended()).isNull();
		assertThat(this.owned.database.lane().current()).isNull();
		assertThat(reader.query("SELECT n FROM counter")).isEqualTo("0");
		fill();
		this.time.pass(MOMENT);
		assertThat(reader.snapshot.ended()).isNotNull();
	}

	@Test
	void aReaderOfAFileThatWasReplacedIsInNobodysWay() throws Exception {
		Reader old = read();
		Path base = this.directory.resolve("next.db");
		Files.copy(this.owned.twinPath, base);
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.database.replace(turn, base, new Identity(null, 1, 0, 0, new Chain(7)),
					Mark.of(1, 0, new Chain(7)), "a test");
		}
		this.time.pass(MAX_AGE.multipliedBy(2));
		Reader reader = read();
		fill();
		this.time.pass(MAX_AGE.plus(MOMENT.multipliedBy(3)));
		assertThat(reader.snapshot.ended()).isNotNull();
		assertThat(old.snapshot.ended()).isNull();
		assertThat(this.owned.database.walSize()).isZero();
	}

	/** Nobody can be ended there; but it is waited for, and everybody is told. */
	@Test
	void aReaderOfAnotherProcessIsWaitedFor() throws Exception {
		try (Connection foreign = DriverManager.getConnection("jdbc:sqlite:" + this.owned.path)) {
			Owned.execute(foreign, "BEGIN");
			Owned.query(foreign, "SELECT n FROM counter");
			fill();
			this.time.pass(MAX_AGE.multipliedBy(2));
			assertThat(this.owned.database.lane().describeHolder()).contains("another process that has the file open");
			Owned.execute(foreign, "COMMIT");
		}
		this.time.pass(MOMENT);
		assertThat(this.owned.database.walSize()).isZero();
	}

	/** What is tentative can neither be copied nor be left: it is settled in the lane first. */
	@Test
	void aCommitThatNobodyAnsweredForIsSettledBeforeTheWalIsEmptied() throws Exception {
		Reader reader = read();
		fillAllBut(1);
		Hidden frames;
		CommitId id = new CommitId(this.owned.database.origin(), 1);
		try (Lane.Turn turn = this.owned.turn()) {
			frames = this.owned.commitHidden(turn, "UPDATE account SET pad = randomblob(200)");
			this.owned.database.tentative().sending(id, frames);
		}
		try (Lane.Turn turn = this.owned.database.lane().enter("settlement").getNow(null)) {
			assertThat(turn).as("a turn for the settlement").isNotNull();
			this.owned.database.tentative().settleHeld(turn, id, this.owned.after(frames.count()));
		}
		assertThat(this.owned.database.lane().current()).as("the lane's own turn").isNotNull();
		reader.leave();
		this.time.pass(MOMENT);
		assertThat(this.owned.database.walSize()).isZero();
	}

	@Test
	void whoeverWaitsGoesOnWhenTheNodeIsGoingToBeClosed() throws Exception {
		read();
		fill();
		CompletableFuture<Lane.Turn> next = this.owned.database.lane().enter("next");
		this.owned.database.closing();
		this.time.pass(MOMENT);
		assertThat(next).isCompleted();
		next.join().close();
		assertThat(this.owned.database.lane().current()).isNull();
	}

	@Test
	void withoutThreadsTheLaneIsNotLost() throws Exception {
		read();
		fillAllBut(1);
		this.time.shutDown();
		fill();
		assertThat(this.owned.database.lane().current()).isNull();
	}

	/** Whoever stays in the lane from one transaction to the next waits in it. */
	@Test
	void inATurnThatGoesOnThereIsNoRoomEither() throws Exception {
		Reader reader = read();
		fillAllBut(1);
		try (Lane.Turn turn = this.owned.turn()) {
			assertThat(this.owned.database.makeRoom(turn)).isTrue();
			Hidden frames = this.owned.commitHidden(turn, "UPDATE account SET pad = randomblob(200)");
			this.owned.database.tentative().publish(frames, this.owned.after(frames.count()));
			assertThat(this.owned.database.makeRoom(turn)).isFalse();
			assertThat(turn.holder()).contains("keeps from it");
			reader.leave();
			assertThat(this.owned.database.makeRoom(turn)).isTrue();
			assertThat(turn.holder()).isEqualTo("test");
		}
		assertThat(this.owned.database.lane().current()).isNull();
	}

	/** SQLite begins a WAL of which all was copied anew before it writes; a node that only applies must do so itself. */
	@Test
	void framesAreAppliedToAnEmptyWalOnceAllBeforeThemWasCopiedAndItsReadersAreGone() throws Exception {
		this.disk.failWith((operation) -> {
			boolean applied = this.owned.database.position().position().frame() > 0;
			if (operation.equals("force app.db-state") && applied && this.readers.isEmpty()) {
				readMeanwhile();
			}
		});
		this.owned.applyFromTwin("UPDATE account SET pad = randomblob(200)");
		assertThat(this.readers).as("one that began right before all was copied").hasSize(1);
		assertThat(this.owned.database.walSize()).isPositive();
		this.readers.get(0).leave();
		this.owned.applyFromTwin("UPDATE counter SET n = 1");
		assertThat(this.owned.database.walSize()).isEqualTo(WalScan.length(1));
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

	private void readMeanwhile() {
		try {
			read();
		}
		catch (SQLException ex) {
			throw new AssertionError(ex);
		}
	}

	/** The commit before it is visible, and others are still let in: only the WAL's growth ends. */
	@Test
	void anAttemptThatFailsIsRepeatedUntilItSucceeds() throws Exception {
		this.disk.fail("force app.db-state");
		fill();
		CompletableFuture<Lane.Turn> next = this.owned.database.lane().enter("next");
		this.time.pass(MAX_AGE.multipliedBy(2));
		assertThat(next).isNotDone();
		assertThat(this.owned.database.lane().describeHolder()).contains("which an error keeps from it");
		this.disk.heal();
		this.time.pass(MOMENT);
		assertThat(next).isCompleted();
		next.join().close();
		assertThat(this.owned.database.walSize()).isZero();
	}

	@Test
	void whenWritingHasStoppedWhoeverWaitsIsTold() throws Exception {
		read();
		fill();
		CompletableFuture<Lane.Turn> next = this.owned.database.lane().enter("next");
		this.owned.database.stop("a test", new IllegalStateException("provoked"));
		this.time.pass(MOMENT);
		assertThat(next).isCompleted();
		try (Lane.Turn turn = next.join()) {
			assertThatThrownBy(() -> this.owned.database.begin(turn)).hasMessageContaining("writing has stopped");
		}
	}

	// -- what a test does

	/** Writes until the WAL has reached its limit. */
	private void fill() throws Exception {
		while (this.owned.database.walSize() < WalScan.length(MAX_FRAMES)) {
			this.owned.commit("UPDATE account SET pad = randomblob(200)");
		}
	}

	/** Writes until one more transaction brings the WAL to its limit, or somewhat before. */
	private void fillAllBut(int transactions) throws Exception {
		long size;
		long before;
		do {
			before = this.owned.database.walSize();
			this.owned.commit("UPDATE account SET pad = randomblob(200)");
			size = this.owned.database.walSize();
		}
		while (size + transactions * (size - before) < WalScan.length(MAX_FRAMES));
	}

	private Reader read() throws SQLException {
		Reader reader = new Reader(this.owned.database.openReader(), this.readers.size() + 1);
		this.readers.add(reader);
		return reader;
	}

	/** A read transaction, as the routed connections hold it. */
	private final class Reader implements Snapshots.Reader {

		private final Connection connection;

		private final Snapshots.Held held;

		private final Snapshot snapshot;

		private boolean stubborn;

		private int interrupted;

		private int givenUp;

		Reader(Connection connection, long number) throws SQLException {
			this.connection = connection;
			this.held = CheckpointsTests.this.owned.snapshots.place(this);
			this.held.open();
			this.snapshot = this.held.take(CheckpointsTests.this.owned.database.epoch(), number,
					CheckpointsTests.this.time.nanos());
			Owned.execute(connection, "BEGIN");
			query("SELECT n FROM counter");
		}

		String query(String sql) throws SQLException {
			return Owned.query(this.connection, sql);
		}

		void leave() throws SQLException {
			this.connection.close();
			this.held.close();
		}

		@Override
		public void interrupt(Snapshot snapshot) {
			assertThat(snapshot).isSameAs(this.snapshot);
			this.interrupted++;
		}

		@Override
		public void giveUp(Snapshot snapshot) {
			this.givenUp++;
			if (!this.stubborn) {
				try {
					leave();
				}
				catch (SQLException ex) {
					throw new AssertionError(ex);
				}
			}
		}

	}

}
