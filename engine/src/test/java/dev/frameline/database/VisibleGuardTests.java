package dev.frameline.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
