package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.FramelineException;
import dev.frameline.database.DatabaseHeader;
import dev.frameline.wal.Frame;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;

/**
 * A database file that came over the network: looked at before anybody trusts it, and made a WAL-mode file as libSQL's
 * own client does it, by its header's bytes 18 and 19.
 */
final class BaseFile {

	private final String name;

	private final Path path;

	private final World world;

	BaseFile(String name, Path path, World world) {
		this.name = name;
		this.path = path;
		this.world = world;
	}

	/**
	 * Checks the file and makes it durable.
	 * @throws FramelineException if it is not a sound database that can be followed
	 */
	void prepare() throws IOException {
		DatabaseHeader header = DatabaseHeader.read(this.name, this.path, this.world.disk());
		long size = this.world.disk().size(this.path);
		if (header == null || size % Frame.PAGE_SIZE != 0) {
			throw unsound("one or more whole pages of " + Frame.PAGE_SIZE + " bytes", size + " bytes");
		}
		try (DiskFile file = this.world.disk().open(this.path)) {
			file.write(ByteBuffer.wrap(new byte[] { 2, 2 }), 18);
			file.force();
		}
		quickCheck();
	}

	/** Immutable, so that SQLite makes no files beside it. */
	private void quickCheck() {
		String url = "jdbc:sqlite:file:" + this.path.toAbsolutePath().toUri().getRawPath() + "?mode=ro&immutable=1";
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
			String found = result.next() ? result.getString(1) : "nothing";
			if (!"ok".equals(found)) {
				throw unsound("a database that passes PRAGMA quick_check", found);
			}
		}
		catch (SQLException ex) {
			throw new FramelineException("Database '" + this.name + "': the base that came from the primary cannot be"
					+ " read (" + ex.getMessage() + "). It was thrown away; the next attempt fetches it again.", ex);
		}
	}

	private FramelineException unsound(String expected, String found) {
		return new FramelineException("Database '" + this.name + "': expected the base from the primary to be "
				+ expected + ", found " + found + ". It was thrown away; the next attempt fetches it again.");
	}

}
