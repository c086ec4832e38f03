package dev.frameline.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WalScanTest {

	@TempDir
	Path temp;

	byte[] wal;

	long first;

	long second;

	/** Two transactions of SQLite: one of a single frame, one of several. */
	@BeforeEach
	void writeAWal() throws Exception {
		Path database = this.temp.resolve("app.db");
		SqliteSource.create(database, "CREATE TABLE t (x)");
		try (SqliteSource source = SqliteSource.open(database)) {
			this.first = source.commit("INSERT INTO t VALUES (1)").count();
			this.second = this.first
					+ source.commit("INSERT INTO t VALUES (zeroblob(20000))", "CREATE TABLE u (x)").count();
			this.wal = Files.readAllBytes(source.wal());
		}
		assertThat(this.wal).hasSize((int) WalScan.length(this.second));
		assertThat(this.second - this.first).isGreaterThan(3);
	}

	@Test
	void aWholeWalIsReadToItsEnd() throws Exception {
		WalScan scan = scan(this.wal);
		assertThat(scan.committedFrames()).isEqualTo(scan.validFrames()).isEqualTo(this.second);
		int last = (int) WalScan.offset(this.second);
		assertThat(scan.checksum()).isEqualTo(Frame.checksum(this.wal, last));
		assertThat(scan.sizeAfter()).isEqualTo(Frame.sizeAfter(this.wal, last)).isPositive();
	}

	@Test
	void aScanEndsWhereItIsTold() throws Exception {
		try (DiskFile file = file(this.wal)) {
			WalScan scan = WalScan.of(file, this.second - 1);
			assertThat(scan.validFrames()).isEqualTo(this.second - 1);
			assertThat(scan.committedFrames()).isEqualTo(this.first);
		}
	}

	@Test
	void aTornHeaderIsNoWal() throws Exception {
		for (int length = 0; length < WalHeader.SIZE; length++) {
			WalScan scan = scan(Arrays.copyOf(this.wal, length));
			assertThat(scan).as("%s bytes", length).isEqualTo(new WalScan(null, 0, 0, 0, 0));
		}
	}

	@Test
	void aWalOfNoFramesEndsAtItsHeader() throws Exception {
		WalScan scan = scan(Arrays.copyOf(this.wal, WalHeader.SIZE));
		assertThat(scan.header()).isNotNull();
		assertThat(scan.committedFrames()).isZero();
		assertThat(scan.checksum()).isEqualTo(scan.header().checksum());
	}

	@Test
	void aFrameTornAtAnyByteDoesNotCount() throws Exception {
		int start = (int) WalScan.offset(this.second);
		for (int length = start; length < this.wal.length; length++) {
			WalScan scan = scan(Arrays.copyOf(this.wal, length));
			assertThat(scan.validFrames()).as("%s bytes", length).isEqualTo(this.second - 1);
			assertThat(scan.committedFrames()).isEqualTo(this.first);
		}
	}

	@Test
	void aFrameChangedAtAnyByteDoesNotCount() throws Exception {
		for (int at = (int) WalScan.offset(2); at < WalScan.offset(3); at++) {
			byte[] changed = this.wal.clone();
			changed[at] ^= 0x40;
			WalScan scan = scan(changed);
			assertThat(scan.validFrames()).as("byte %s", at).isEqualTo(1);
		}
	}

	@Test
	void anUncommittedTailIsValidButNotCommitted() throws Exception {
		WalScan scan = scan(Arrays.copyOf(this.wal, (int) WalScan.length(this.second - 2)));
		assertThat(scan.validFrames()).isEqualTo(this.second - 2);
		assertThat(scan.committedFrames()).isEqualTo(this.first);
		assertThat(scan.checksum()).isEqualTo(Frame.checksum(this.wal, (int) WalScan.offset(this.first)));
	}

	@Test
	void aStaleTailOfAnotherSaltIsNotRead() throws Exception {
		WalHeader header = new WalHeader(1, 99);
		byte[] restarted = this.wal.clone();
		System.arraycopy(header.encode(), 0, restarted, 0, WalHeader.SIZE);
		int at = (int) WalScan.offset(1);
		Frame.stamp(restarted, at, 99, Checksum.overFrame(header.checksum(), restarted, at));
		WalScan scan = scan(restarted);
		assertThat(scan.validFrames()).isEqualTo(1);
		long rightChecksum = Checksum.overFrame(scan.checksum(), restarted, (int) WalScan.offset(2));
		long staleSalt = Frame.salt(this.wal, (int) WalScan.offset(2));
		Frame.stamp(restarted, (int) WalScan.offset(2), staleSalt, rightChecksum);
		assertThat(scan(restarted).validFrames()).as("a right checksum does not make up for a stale salt").isEqualTo(1);
	}

	@Test
	void aFrameOfPageZeroDoesNotCount() throws Exception {
		byte[] zero = this.wal.clone();
		int at = (int) WalScan.offset(1);
		Arrays.fill(zero, at, at + 4, (byte) 0);
		WalHeader header = WalHeader.decode(zero);
		Frame.stamp(zero, at, header.salt(), Checksum.overFrame(header.checksum(), zero, at));
		assertThat(scan(zero).validFrames()).isZero();
	}

	@Test
	void otherPageSizesAreRefused() throws Exception {
		Path path = this.temp.resolve("large.db");
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA page_size=8192");
			statement.execute("PRAGMA journal_mode=WAL");
			statement.execute("CREATE TABLE t (x)");
			byte[] large = Files.readAllBytes(this.temp.resolve("large.db-wal"));
			assertThatExceptionOfType(UnsupportedWalException.class).isThrownBy(() -> scan(large))
				.withMessageContaining("pages of 8192 bytes");
		}
	}

	@Test
	void bigEndianChecksumsAreRefused() {
		byte[] bigEndian = this.wal.clone();
		ByteBuffer.wrap(bigEndian).putInt(0, WalHeader.MAGIC | 1);
		assertThatExceptionOfType(UnsupportedWalException.class).isThrownBy(() -> scan(bigEndian))
			.withMessageContaining("big-endian");
	}

	@Test
	void runsAreReadAcrossTheirBorders() throws Exception {
		WalHeader header = new WalHeader(0, 5);
		int frames = 2 * Frames.RUN + 3;
		byte[] bytes = Arrays.copyOf(header.encode(), (int) WalScan.length(frames));
		long chain = header.checksum();
		for (int frame = 1; frame <= frames; frame++) {
			int at = (int) WalScan.offset(frame);
			bytes[at + 3] = 1;
			bytes[at + 7] = 1;
			chain = Checksum.overFrame(chain, bytes, at);
			Frame.stamp(bytes, at, 5, chain);
		}
		assertThat(scan(bytes)).isEqualTo(new WalScan(header, frames, frames, 1, chain));
	}

	private WalScan scan(byte[] bytes) throws IOException {
		try (DiskFile file = file(bytes)) {
			return WalScan.of(file);
		}
	}

	private DiskFile file(byte[] bytes) throws IOException {
		Path path = this.temp.resolve("scanned-wal");
		Files.write(path, bytes);
		return Disk.system().openRead(path);
	}

}
