package dev.frameline.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

import dev.frameline.FramelineException;

/**
 * The right to a database file: an operating-system lock on {@code <database>-lock}, so that one process owns it,
 * and an entry in the JVM's system properties, so that one context of that process does. The process id in the file
 * only explains; the lock decides, and goes with the process.
 *
 * <p>The entry comes first: a second channel on the lock file, once closed, would drop the process's lock.
 */
public final class Ownership implements AutoCloseable {

	private final String key;

	private final FileChannel channel;

	private Ownership(String key, FileChannel channel) {
		this.key = key;
		this.channel = channel;
	}

	/**
	 * Takes the right. The directory exists.
	 * @throws DatabaseInUseException if somebody has it
	 * @throws FramelineException on Windows, where sharing SQLite's memory-mapped index is untested
	 */
	public static Ownership take(String name, Path database) throws IOException {
		if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
			throw new FramelineException("Database '" + name + "': Frameline runs on Linux. On Windows the sharing of"
					+ " SQLite's memory-mapped index is untested, and untested is refused.");
		}
		Path path = database.toAbsolutePath().getParent().toRealPath().resolve(database.getFileName() + "-lock");
		String key = "frameline.owner." + path;
		Object owner = System.getProperties().putIfAbsent(key, name);
		if (owner != null) {
			throw inUse(name, database, "another context of this process, as database '" + owner + "'");
		}
		try {
			return new Ownership(key, lock(name, database, path));
		}
		catch (IOException | RuntimeException ex) {
			System.getProperties().remove(key);
			throw ex;
		}
	}

	private static FileChannel lock(String name, Path database, Path path) throws IOException {
		FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE,
				StandardOpenOption.CREATE);
		try {
			if (channel.tryLock() == null) {
				throw inUse(name, database, "process " + Files.readString(path).strip());
			}
			channel.truncate(0);
			channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static DatabaseInUseException inUse(String name, Path database, String owner) {
		return new DatabaseInUseException("Database '" + name + "': expected to be the only owner of " + database
				+ ", but it is in use by " + owner + ". Stop that one, or give this node a path of its own.");
	}

	@Override
	public void close() throws IOException {
		if (this.channel.isOpen()) {
			this.channel.close();
			System.getProperties().remove(this.key);
		}
	}

}
