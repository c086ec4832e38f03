package dev.frameline.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.frameline.FramelineException;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalScan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a start makes of a WAL and a record that do not say the same. */
class WalRecoveryTests {

	@TempDir
	Path directory;

	Owned owned;

	private final Logger logger = (Logger) LoggerFactory.getLogger(WalRecovery.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void open() throws Exception {
		this.owned = Owned.in(this.directory);
		this.log.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void close() throws Exception {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
		this.owned.close();
	}

	/** A record that was lost with the power is not told from one that was never written. */
	@Test
	void aHiddenCommitIsCutOffWithAWarning() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path killed;
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE counter SET n = 2", "UPDATE account SET balance = 0");
			killed = this.owned.copyTo(this.directory.resolve("killed"));
			this.owned.database.tentative().discard();
		}
		assertThat(reopen(killed)).isEqualTo("1");
		assertThat(messages(Level.WARN)).singleElement()
			.asString()
			.contains("1 transaction in")
			.contains("position 1:1")
			.contains("may be earlier than it has shown");
	}

	@Test
	void framesOfNoWholeTransactionAreCutOffWithoutAWarning() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path killed;
		try (Lane.Turn turn = this.owned.turn()) {
			this.owned.commitHidden(turn, "UPDATE account SET balance = 0");
			killed = this.owned.copyTo(this.directory.resolve("killed"));
			this.owned.database.tentative().discard();
		}
		Path wal = OwnedFile.sibling(killed, "-wal");
		byte[] frames = Files.readAllBytes(wal);
		Files.write(wal, Arrays.copyOf(frames, frames.length - 1));
		assertThat(reopen(killed)).isEqualTo("1");
		assertThat(messages(Level.WARN)).isEmpty();
		assertThat(messages(Level.INFO)).singleElement().asString().contains("no whole transaction");
	}

	@Test
	void aRecordThatAPowerCutHasLostIsSaidInAWarning() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path before = this.owned.copyTo(this.directory.resolve("before"));
		this.owned.commit("UPDATE counter SET n = 2");
		this.owned.commit("UPDATE counter SET n = 3");
		Path cut = this.owned.copyTo(this.directory.resolve("cut"));
		Files.copy(StateFile.beside(before), StateFile.beside(cut), StandardCopyOption.REPLACE_EXISTING);
		assertThat(reopen(cut)).isEqualTo("1");
		assertThat(messages(Level.WARN)).singleElement()
			.asString()
			.contains("'copy'")
			.contains("2 transactions in 2 frames")
			.contains("position 1:1")
			.contains("power cut");
	}

	/** Its announcement was forced before, the records of what came then were not. */
	@Test
	void aPowerCutThatLostAllRecordsOfAWalBegunAnewIsSaidInAWarning() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			assertThat(this.owned.database.checkpoint(turn)).isTrue();
		}
		Path before = this.directory.resolve("before-state");
		Files.copy(StateFile.beside(this.owned.path), before);
		this.owned.commit("UPDATE counter SET n = 2");
		this.owned.commit("UPDATE counter SET n = 3");
		Path cut = this.owned.copyTo(this.directory.resolve("cut"));
		Files.copy(before, StateFile.beside(cut), StandardCopyOption.REPLACE_EXISTING);
		assertThat(reopen(cut)).isEqualTo("1");
		assertThat(messages(Level.WARN)).singleElement().asString().contains("2 transactions", "position 1:1");
	}

	/** Until the record says so too, the WAL must be known again. */
	@Test
	void aStartThatDiesAfterItHasCutAWalWithoutFramesIsFollowedByOneThatOpens() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path cut = this.owned.copyTo(this.directory.resolve("cut"));
		Path wal = OwnedFile.sibling(cut, "-wal");
		Files.write(wal, Arrays.copyOf(Files.readAllBytes(wal), WalHeader.SIZE + 1000));
		StateRecord record = StateFile.read(StateFile.beside(cut), Owned.WORLD.disk());
		new WalRecovery("copy", cut, Owned.WORLD.disk()).recover(record);
		assertThat(reopen(cut)).isEqualTo("0");
	}

	@Test
	void aWalWhoseVisibleFrameHasAnotherChecksumIsRefused() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path other = record((record) -> record.showing(record.wal(), record.visibleFrame(),
				record.visibleChecksum() ^ 1, record.chain()));
		assertThatThrownBy(() -> reopen(other)).isInstanceOf(FramelineException.class)
			.hasMessageContaining("has checksum")
			.hasMessageContaining("Somebody else");
	}

	@Test
	void aWalWithASaltThatNobodyAnnouncedIsRefusedAndKept() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path other = record((record) -> record.showing(record.wal() ^ 1, record.visibleFrame(),
				record.visibleChecksum(), record.chain()));
		byte[] wal = Files.readAllBytes(OwnedFile.sibling(other, "-wal"));
		assertThatThrownBy(() -> reopen(other)).isInstanceOf(FramelineException.class)
			.hasMessageContaining("missing or another one");
		assertThat(Files.readAllBytes(OwnedFile.sibling(other, "-wal"))).isEqualTo(wal);
	}

	@Test
	void aDatabaseFileThatLacksPagesWhichTheWalHasNotIsRefusedAndLeft() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		byte[] whole = Files.readAllBytes(killed);
		assertThat(reopen(killed)).isEqualTo("1");
		Path cut = this.owned.copyTo(this.directory.resolve("cut"));
		for (int length : new int[] { whole.length - 4097, 8 * 4096, 100, 1, 0 }) {
			byte[] rest = Arrays.copyOf(whole, length);
			Files.write(cut, rest);
			assertRefused(cut, "expected " + cut + " to be");
			assertThat(Files.readAllBytes(cut)).isEqualTo(rest);
			assertThat(OwnedFile.sibling(cut, "-shm")).doesNotExist();
		}
	}

	@Test
	void aClosedDatabaseFileThatWasCutIsRefusedAndLeft() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		this.owned.database.close();
		byte[] whole = Files.readAllBytes(this.owned.path);
		for (int length : new int[] { whole.length - 1, 8 * 4096, 100, 0 }) {
			Files.write(this.owned.path, Arrays.copyOf(whole, length));
			assertRefused(this.owned.path, "expected " + this.owned.path + " to be");
		}
		Files.write(this.owned.path, whole);
		this.owned.open();
	}

	/** Its pages may stand in the database file, where nobody can take them back. */
	@Test
	void aWalThatLacksWhatACheckpointMayHaveCopiedIsRefused() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		try (Connection reader = this.owned.database.openReader()) {
			Owned.execute(reader, "BEGIN");
			this.owned.read(reader, "SELECT n FROM counter");
			this.owned.commit("UPDATE counter SET n = 2");
			try (Lane.Turn turn = this.owned.turn()) {
				assertThat(this.owned.database.checkpoint(turn)).isFalse();
			}
		}
		this.owned.commit("UPDATE counter SET n = 3");
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		Path wal = OwnedFile.sibling(killed, "-wal");
		byte[] frames = Files.readAllBytes(wal);
		for (int kept = 0; kept < 2; kept++) {
			Files.write(wal, Arrays.copyOf(frames, (int) WalScan.length(kept)));
			assertRefused(killed, "frame 2 of " + wal + ", at which its position is known, did not survive");
		}
		Files.write(wal, Arrays.copyOf(frames, (int) WalScan.length(2)));
		assertThat(reopen(killed)).isEqualTo("2");
	}

	@Test
	void aWalOfAnotherKindIsRefusedByItsName() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		Path other = this.owned.copyTo(this.directory.resolve("other"));
		Path wal = OwnedFile.sibling(other, "-wal");
		byte[] frames = Files.readAllBytes(wal);
		frames[3] ^= 1;
		Files.write(wal, frames);
		assertRefused(other, "expected " + wal + " to be as this node has left it");
		assertThat(Files.readAllBytes(wal)).isEqualTo(frames);
	}

	@Test
	void anOlderCopyOfTheDatabaseFileIsRefusedWhenItsWalIsGone() throws Exception {
		byte[] old = Files.readAllBytes(this.owned.path);
		this.owned.commit("UPDATE counter SET n = 1");
		this.owned.database.close();
		byte[] current = Files.readAllBytes(this.owned.path);
		assertThat(current).hasSameSizeAs(old);
		Files.write(this.owned.path, old);
		assertRefused(this.owned.path, "as the last checkpoint left it");
		assertThat(Files.readAllBytes(this.owned.path)).isEqualTo(old);
		Files.write(this.owned.path, current);
		this.owned.open();
		assertThat(this.owned.read("SELECT n FROM counter")).isEqualTo("1");
	}

	@Test
	void anOlderCopyOfTheDatabaseFileIsRefusedUnderTheNextWal() throws Exception {
		byte[] old = Files.readAllBytes(this.owned.path);
		this.owned.commit("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			assertThat(this.owned.database.checkpoint(turn)).isTrue();
		}
		this.owned.commit("UPDATE account SET balance = 1 WHERE id = 1");
		Path killed = this.owned.copyTo(this.directory.resolve("killed"));
		byte[] current = Files.readAllBytes(killed);
		Files.write(killed, old);
		assertRefused(killed, "as the last checkpoint left it");
		Files.write(killed, current);
		assertThat(reopen(killed)).isEqualTo("1");
	}

	/** A checkpoint that readers have held up has put a later version of the page there. */
	@Test
	void aPageThatTheNextWalHasPutIntoTheDatabaseFileIsNoOlderCopy() throws Exception {
		this.owned.commit("UPDATE counter SET n = 1");
		try (Lane.Turn turn = this.owned.turn()) {
			assertThat(this.owned.database.checkpoint(turn)).isTrue();
		}
		this.owned.commit("UPDATE counter SET n = 2");
		try (Connection reader = this.owned.database.openReader()) {
			Owned.execute(reader, "BEGIN");
			this.owned.read(reader, "SELECT n FROM counter");
			this.owned.commit("UPDATE counter SET n = 3");
			try (Lane.Turn turn = this.owned.turn()) {
				assertThat(this.owned.database.checkpoint(turn)).isFalse();
			}
			assertThat(reopen(this.owned.copyTo(this.directory.resolve("announced")))).isEqualTo("3");
			this.owned.commit("UPDATE counter SET n = 4");
		}
		assertThat(reopen(this.owned.copyTo(this.directory.resolve("gone-on")))).isEqualTo("4");
	}

	@Test
	void pagesThatOnlyTheWalHasAreNotMissed() throws Exception {
		this.owned.commit("CREATE TABLE large (content BLOB)", "INSERT INTO large VALUES (zeroblob(100000))");
		this.owned.commit("UPDATE counter SET n = 1");
		assertThat(reopen(this.owned.copyTo(this.directory.resolve("killed")))).isEqualTo("1");
	}

	private static void assertRefused(Path path, String message) {
		assertThatThrownBy(() -> reopen(path)).isInstanceOf(FramelineException.class)
			.hasMessageStartingWith("Database 'copy': ")
			.hasMessageContaining(message)
			.hasMessageContaining("aside");
	}

	private Path record(UnaryOperator<StateRecord> change) throws Exception {
		Path copy = this.owned.copyTo(this.directory.resolve("other"));
		StateRecord record = StateFile.read(StateFile.beside(copy), Owned.WORLD.disk());
		StateFile.create(StateFile.beside(copy), change.apply(record), Owned.WORLD.disk());
		return copy;
	}

	private static String reopen(Path path) throws Exception {
		try (Ownership ownership = Ownership.take("copy", path)) {
			LocalDatabase reopened = LocalDatabase.open("copy", path, ownership, Owned.WORLD);
			try (reopened; Connection reader = reopened.openReader()) {
				return Owned.query(reader, "SELECT n FROM counter");
			}
		}
	}

	private List<String> messages(Level level) {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
