package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import dev.frameline.wal.WalIndexHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a reader keeps of a snapshot that it was not to have. */
class ForgottenPagesTests {

	private static final String SUM = "SELECT sum(balance) FROM account";

	@TempDir
	Path directory;

	/**
	 * A reader begins on a commit that is hidden, and reads on while a rollback takes that one's entries out of the index.
	 * It is not believed, and begins again when the same commit is shown, under the very header that it knows.
	 */
	@Test
	void pagesOfASnapshotThatWasNotBelievedAreNotUsedWhenItsHeaderIsShown() throws Exception {
		try (Owned owned = Owned.in(this.directory); Connection reader = owned.database.openReader()) {
			owned.commit("UPDATE counter SET n = 1");
			try (Lane.Turn turn = owned.turn()) {
				begin(owned, reader, turn);
			}
		}
	}

	private static void begin(Owned owned, Connection reader, Lane.Turn turn) throws Exception {
		Hidden hidden = owned.commitHidden(turn, "UPDATE account SET balance = balance + 1");
		owned.database.tentative().inFlight(turn);
		VisibleGuard guard = (VisibleGuard) owned.database.guard();
		String sum = guard.begin(reader, new Guard.Step<>() {

			private boolean begun;

			@Override
			public String run() throws SQLException {
				if (this.begun) {
					Owned.execute(reader, "BEGIN");
					return Owned.query(reader, SUM);
				}
				this.begun = true;
				WalIndexHeader visible = guard.header();
				guard.expose();
				guard.stand(hidden.after());
				Owned.execute(reader, "BEGIN");
				Owned.query(reader, "SELECT n FROM counter");
				guard.hide(visible);
				rollBackByItself(owned, turn);
				return Owned.query(reader, SUM);
			}

			@Override
			public void undo(String result) throws SQLException {
				assertThat(result).as("what the entries were missing for").isEqualTo("30000");
				Owned.execute(reader, "ROLLBACK");
				show(owned, hidden);
			}

		});
		assertThat(sum).isEqualTo("30300");
		owned.database.tentative().landed();
	}

	private static void rollBackByItself(Owned owned, Lane.Turn turn) throws SQLException {
		try {
			owned.database.begin(turn);
			Owned.execute(owned.database.writer(), "UPDATE counter SET n = 9");
			assertThatExceptionOfType(SQLException.class).isThrownBy(
					() -> Owned.execute(owned.database.writer(), "INSERT OR ROLLBACK INTO account (id) VALUES (1)"));
			owned.database.rollback(turn);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void show(Owned owned, Hidden hidden) throws SQLException {
		try {
			owned.database.tentative().publish(hidden, owned.after(hidden.count()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
