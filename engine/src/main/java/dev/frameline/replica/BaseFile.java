package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import dev.frameline.FramelineException;
import dev.frameline.wal.Frame;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;

/**
 * A database file that came over the network: looked at before anybody trusts it, and made a WAL-mode file as libSQL's
 * own client does it, by its header's bytes 18 and 19.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_database_header">The database header</a>
 */
final class BaseFile {

	private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

	private static final int HEADER_SIZE = 100;

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
		try (DiskFile file = this.world.disk().open(this.path)) {
			checkHeader(file);
			file.write(ByteBuffer.wrap(new byte[] { 2, 2 }), 18);
			file.force();
		}
		quickCheck();
	}

	private void checkHeader(DiskFile file) throws IOException {
		long size = file.size();
		byte[] bytes = new byte[HEADER_SIZE];
		file.read(ByteBuffer.wrap(bytes), 0);
		ByteBuffer header = ByteBuffer.wrap(bytes);
		for (int i = 0; i < MAGIC.length; i++) {
			if (bytes[i] != MAGIC[i]) {
				throw unsound("a SQLite database", size + " bytes that do not begin like one");
			}
		}
		int pageSize = header.getShort(16) & 0xffff;
		if (pageSize != Frame.PAGE_SIZE) {
			throw unsound("pages of " + Frame.PAGE_SIZE + " bytes", "pages of "
					+ ((pageSize == 1) ? 65536 : pageSize) + ". Convert the primary's database with VACUUM INTO");
		}
		if (size % Frame.PAGE_SIZE != 0) {
			throw unsound("whole pages of " + Frame.PAGE_SIZE + " bytes", size + " bytes");
		}
		if (header.getInt(52) != 0) {
			throw unsound("auto_vacuum off", "auto_vacuum on. Turn it off on the primary and run VACUUM");
		}
	}

	/** Immutable, so that SQLite makes no files beside it. */
	private void quickCheck() {
		String url = "jdbc:sqlite:" + this.path.toAbsolutePath().toUri().toString().replaceFirst("^file:/+", "file:/")
				+ "?mode=ro&immutable=1";
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
				+ expected + ", found " + found + ". It was thrown away.");
	}

}
