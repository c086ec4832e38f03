package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

import dev.frameline.world.Waiting;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class VisibleGuardTests {

	@TempDir
	Path directory;

	/** It may have read the header that is being taken away, and find the right one when it looks afterwards. */
	@Test
	void aSnapshotTakenWhileAHeaderIsPutIsNotBelieved() throws Exception {
		try (Owned owned = Owned.in(this.directory); Connection reader = owned.database.openReader()) {
			VisibleGuard guard = (VisibleGuard) owned.database.guard();
			AtomicInteger runs = new AtomicInteger();
			Future<Integer> begun;
			try (VisibleGuard.Exclusive exclusive = guard.exclusively()) {
				begun = Owned.EXECUTOR.submit(() -> guard.begin(reader, counting(runs)));
				await().until(() -> begun.isDone() || runs.get() == 3);
				assertThat(begun).isNotDone();
				exclusive.put(guard.header());
			}
			assertThat(begun.get()).isEqualTo(4);
		}
	}

	/**
	 * Between the header that SQLite's own {@code COMMIT} writes and ours, a reader finds what is tentative, however it
	 * begins.
	 */
	@Test
	void aSnapshotTakenBetweenTheCommitAndItsHidingIsNotBelieved() throws Exception {
		Window window = new Window();
		World world = new World(Owned.WORLD.time(), Owned.WORLD.disk(), Owned.WORLD.tasks(), window,
				Owned.WORLD.chance());
		try (Owned owned = Owned.in(this.directory, world);
				Connection reader = owned.database.openReader();
				Lane.Turn turn = owned.turn()) {
			AtomicReference<Future<String>> read = new AtomicReference<>();
			window.next = () -> {
				window.shared.set(0);
				Future<String> begun = Owned.EXECUTOR.submit(() -> owned.read(reader, "SELECT n FROM counter"));
				read.set(begun);
				// Each guarded attempt takes the lock and gives it back: a third call is a second attempt
				await().until(() -> begun.isDone() || window.shared.get() > 2);
			};
			owned.commitHidden(turn, "UPDATE counter SET n = 66");
			assertThat(read.get().get()).isEqualTo("0");
			owned.database.tentative().discard();
		}
	}

	/** SQLite changes the header when it empties the WAL, to one that says the same: nobody has to begin again. */
	@Test
	void aReaderThatBeginsWhileTheWalIsEmptiedBeginsOnce() throws Exception {
		try (Owned owned = Owned.in(this.directory); Connection reader = owned.database.openReader()) {
			AtomicInteger emptying = new AtomicInteger();
			AtomicInteger emptied = new AtomicInteger();
			AtomicInteger meanwhile = new AtomicInteger();
			Future<Integer> repeated = Owned.EXECUTOR.submit(() -> {
				int most = 0;
				while (meanwhile.get() < 1000 || emptied.get() < 80) {
					int before = emptying.get();
					AtomicInteger runs = new AtomicInteger();
					owned.database.guard().begin(reader, reading(reader, runs));
					if ((before & 1) == 1 && emptying.get() == before) {
						meanwhile.incrementAndGet();
						most = Math.max(most, runs.get());
					}
				}
				return most;
			});
			for (int i = 1; !repeated.isDone(); i++) {
				owned.commit("UPDATE counter SET n = " + i);
				try (Lane.Turn turn = owned.turn()) {
					emptying.incrementAndGet();
					emptied.addAndGet(owned.database.checkpoint(turn) ? 1 : 0);
					emptying.incrementAndGet();
				}
			}
			assertThat(repeated.get()).isOne();
		}
	}

	private static Guard.Step<String> reading(Connection reader, AtomicInteger runs) {
		return new Guard.Step<>() {

			@Override
			public String run() throws SQLException {
				runs.incrementAndGet();
				return Owned.query(reader, "SELECT n FROM counter");
			}

			@Override
			public void undo(String result) {
				// Nothing is held
			}

		};
	}

	/** Does something once, right before the guard is entered exclusively, and counts the shared side's uses. */
	private static final class Window implements Waiting {

		private final Waiting real = Owned.WORLD.waiting();

		private final AtomicInteger shared = new AtomicInteger();

		private volatile @Nullable Runnable next;

		@Override
		public <T> T await(CompletionStage<T> stage, Duration atMost)
				throws InterruptedException, TimeoutException, ExecutionException {
			return this.real.await(stage, atMost);
		}

		@Override
		public void pause(Duration time) throws InterruptedException {
			this.real.pause(time);
		}

		@Override
		public ReadWriteLock newGuard() {
			ReadWriteLock guard = this.real.newGuard();
			return new ReadWriteLock() {

				@Override
				public Lock readLock() {
					Window.this.shared.incrementAndGet();
					return guard.readLock();
				}

				@Override
				public Lock writeLock() {
					Runnable action = Window.this.next;
					Window.this.next = null;
					if (action != null) {
						action.run();
					}
					return guard.writeLock();
				}

			};
		}

	}

	private static Guard.Step<Integer> counting(AtomicInteger runs) {
		return new Guard.Step<>() {

			@Override
			public Integer run() throws SQLException {
				return runs.incrementAndGet();
			}

			@Override
			public void undo(Integer result) {
				// Nothing is held
			}

		};
	}

}
