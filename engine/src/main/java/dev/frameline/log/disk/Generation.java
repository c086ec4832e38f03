package dev.frameline.log.disk;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.WalHeader;
import org.jspecify.annotations.Nullable;

/**
 * What {@code generation.json} says of a generation. The file is put in place last, so that a generation exists
 * exactly when it is there.
 *
 * @param lineage whose history it is
 * @param start the generation at frame 0
 * @param follows the seal of the generation before, as it was when this one began; {@code null} if it is the first
 * @param base the database file at frame 0; {@code null} until it was built
 * @param seal where the generation ended; {@code null} while it goes on
 */
record Generation(Lineage lineage, GenerationStart start, @Nullable Seal follows, @Nullable Base base,
		@Nullable Seal seal) {

	private static final int FORMAT = 1;

	/**
	 * @param bytes size of {@code base.db}
	 * @param sha256 64 hexadecimal digits
	 */
	record Base(long bytes, String sha256) {

		private static String toJson(@Nullable Base base) {
			return (base == null) ? "null"
					: "{ \"bytes\": %d, \"sha256\": \"%s\" }".formatted(base.bytes, base.sha256);
		}

	}

	/**
	 * @param frame the last frame: a commit frame
	 * @param chain the chain there
	 * @param time when the generation ended, on this node's wall clock: milliseconds since 1970
	 */
	record Seal(long frame, Chain chain, long time) {

		private static String toJson(@Nullable Seal seal) {
			return (seal == null) ? "null" : "{ \"frame\": %d, \"chain\": \"%s\", \"time\": %d }"
				.formatted(seal.frame, seal.chain, seal.time);
		}

	}

	/** Whether its {@code frames.wal} begins with these bytes. */
	boolean isBegunBy(byte[] bytes) {
		WalHeader header = new WalHeader(0, this.start.salt());
		return header.checksum() == this.start.chain().value() && Arrays.equals(header.encode(), bytes);
	}

	Generation withBase(@Nullable Base base) {
		return new Generation(this.lineage, this.start, this.follows, base, this.seal);
	}

	Generation withSeal(Seal seal) {
		return new Generation(this.lineage, this.start, this.follows, this.base, seal);
	}

	/** The file's text. Numbers of 64 bits stand in strings: many readers of JSON would round them. */
	String toJson() {
		return """
				{
				  "format": %d,
				  "databaseId": "%s",
				  "branch": "%s",
				  "generation": %d,
				  "firstSequence": %d,
				  "salt": "%016x",
				  "chain": "%s",
				  "follows": %s,
				  "base": %s,
				  "seal": %s
				}
				""".formatted(FORMAT, this.lineage.databaseId(), this.lineage.branch(), this.start.generation(),
				this.start.firstSequence(), this.start.salt(), this.start.chain(), Seal.toJson(this.follows),
				Base.toJson(this.base), Seal.toJson(this.seal));
	}

	/**
	 * Reads the file's text, with SQLite's own JSON functions.
	 * @throws IllegalArgumentException if it is no JSON, lacks something, or has another format
	 */
	static Generation parse(String json) {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
				PreparedStatement read = connection.prepareStatement("SELECT json_extract(?1, ?2)")) {
			Json keys = new Json(read, json);
			if (keys.number("$.format") != FORMAT) {
				throw new IllegalArgumentException("expected format " + FORMAT + ", found " + keys.number("$.format"));
			}
			Lineage lineage = new Lineage(UUID.fromString(keys.text("$.databaseId")),
					UUID.fromString(keys.text("$.branch")));
			GenerationStart start = new GenerationStart(keys.number("$.generation"), keys.number("$.firstSequence"),
					Long.parseUnsignedLong(keys.text("$.salt"), 16), Chain.parse(keys.text("$.chain")));
			return new Generation(lineage, start, keys.seal("$.follows"), keys.base("$.base"), keys.seal("$.seal"));
		}
		catch (SQLException ex) {
			throw new IllegalArgumentException("expected JSON, SQLite says: " + ex.getMessage(), ex);
		}
	}

	private record Json(PreparedStatement read, String json) {

		@Nullable Object find(String path) throws SQLException {
			this.read.setString(1, this.json);
			this.read.setString(2, path);
			try (ResultSet result = this.read.executeQuery()) {
				result.next();
				return result.getObject(1);
			}
		}

		@Nullable Seal seal(String path) throws SQLException {
			return (find(path) == null) ? null : new Seal(number(path + ".frame"), Chain.parse(text(path + ".chain")),
					number(path + ".time"));
		}

		@Nullable Base base(String path) throws SQLException {
			return (find(path) == null) ? null : new Base(number(path + ".bytes"), text(path + ".sha256"));
		}

		String text(String path) throws SQLException {
			if (find(path) instanceof String text) {
				return text;
			}
			throw new IllegalArgumentException("expected a text at " + path + ", found " + find(path));
		}

		long number(String path) throws SQLException {
			if (find(path) instanceof Number number && !(number instanceof Double)) {
				return number.longValue();
			}
			throw new IllegalArgumentException("expected a whole number at " + path + ", found " + find(path));
		}

	}

}
