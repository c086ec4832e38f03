package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import dev.frameline.FramelineException;
import dev.frameline.database.Identity;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * What is here of a base: a file that outlives the connections that bring it, and the digest of what it holds.
 *
 * <p>One connection at a time adds to it. It can be continued only if the source has told a digest: nothing else says
 * whether the bytes of two answers belong together.
 */
final class Partial {

	private final String name;

	private final Path path;

	private final Disk disk;

	private final Identity identity;

	private final Progress progress;

	private final MessageDigest digest = newDigest();

	private long received;

	private long total = -1;

	private @Nullable String sha256;

	Partial(String name, Path path, Disk disk, Identity identity, Progress progress) {
		this.name = name;
		this.path = path;
		this.disk = disk;
		this.identity = identity;
		this.progress = progress;
	}

	private static MessageDigest newDigest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	Identity identity() {
		return this.identity;
	}

	long received() {
		return this.received;
	}

	boolean canBeContinued() {
		return this.sha256 != null;
	}

	/** What is still to be asked for. */
	Export rest() {
		return (this.sha256 != null) ? new Export(this.identity.generation(), this.received, this.sha256)
				: Export.whole(this.identity.generation());
	}

	/** Takes what one more connection brings, to be asked for by {@link #rest()}. */
	Arrivals open() throws IOException {
		DiskFile file = this.disk.open(this.path);
		if (file.size() < this.received) {
			// Somebody else was at the file: the digest does not speak of it any more
			this.received = 0;
			this.sha256 = null;
		}
		return new Arrivals(file);
	}

	/** Whether nothing is missing. */
	boolean isWhole() {
		return this.sha256 != null && this.received == this.total;
	}

	/** @throws FramelineException if what came is not the base that was told */
	void verify() {
		if (this.total >= 0 && this.total != this.received) {
			throw unlike("of " + this.total + " bytes, got " + this.received, "");
		}
		String found = HexFormat.of().formatHex(this.digest.digest());
		if (this.sha256 != null && !this.sha256.equals(found)) {
			throw unlike("with the SHA-256 " + this.sha256 + ", got " + found,
					" If that happens again, the base in the primary's log directory is damaged.");
		}
	}

	private FramelineException unlike(String difference, String more) {
		return new FramelineException("Database '" + this.name + "': expected a base " + difference
				+ ". It was thrown away; the next attempt fetches it again." + more);
	}

	private void begin(DiskFile file, long from, long total, @Nullable String sha256) throws IOException {
		if (from == 0) {
			file.truncate(0);
			this.digest.reset();
			this.received = 0;
			this.total = total;
			this.sha256 = sha256;
			this.progress.begun(this.identity.generation(), total);
			return;
		}
		boolean same = sha256 == null || sha256.equals(this.sha256);
		if (from != this.received || total != this.total || !same) {
			throw new SourceException(SourceException.Kind.PROTOCOL, "Database '" + this.name
					+ "': expected the rest of a base from byte " + this.received + " of " + this.total + ", SHA-256 "
					+ this.sha256 + ", got one from byte " + from + " of " + total + ", SHA-256 " + sha256
					+ ". What was here was thrown away; the next attempt begins anew.", null);
		}
	}

	private void add(DiskFile file, ByteBuffer bytes) throws IOException {
		int length = bytes.remaining();
		if (this.total >= 0 && length > this.total - this.received) {
			throw unlike("of " + this.total + " bytes, got more", "");
		}
		ByteBuffer backed = bytes;
		if (!bytes.hasArray()) {
			backed = ByteBuffer.allocate(length);
			backed.put(bytes).flip();
		}
		file.write(backed.duplicate(), this.received);
		this.digest.update(backed);
		this.received += length;
		this.progress.received(this.received);
	}

	/** What one connection brings. Once this is closed nothing is taken any more, however late it comes. */
	final class Arrivals implements FrameSource.Sink, AutoCloseable {

		private final DiskFile file;

		private boolean begun;

		private boolean closed;

		private long brought;

		private Arrivals(DiskFile file) {
			this.file = file;
		}

		@Override
		public synchronized void expect(long from, long total, @Nullable String sha256) throws IOException {
			requireOpen();
			this.begun = true;
			begin(this.file, from, total, sha256);
		}

		@Override
		public synchronized void accept(ByteBuffer bytes) throws IOException {
			if (!this.begun) {
				expect(0, -1, null);
			}
			requireOpen();
			int length = bytes.remaining();
			add(this.file, bytes);
			this.brought += length;
		}

		private void requireOpen() throws IOException {
			if (this.closed) {
				throw new IOException("these bytes came after their request was given up");
			}
		}

		synchronized long brought() {
			return this.brought;
		}

		@Override
		public synchronized void close() throws IOException {
			this.closed = true;
			this.file.close();
		}

	}

}
