package dev.frameline.log.disk;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.Lineage;
import dev.frameline.log.GenerationStart;
import org.jspecify.annotations.Nullable;

/**
 * What {@code generation.json} says of a generation. The file is put in place last, so that a generation exists
 * exactly when it is there.
 *
 * @param lineage whose history it is
 * @param start the generation at frame 0
 * @param base the database file at frame 0
 * @param seal where the generation ended; {@code null} while it goes on
 */
record Generation(Lineage lineage, GenerationStart start, Base base, @Nullable Seal seal) {

	private static final int FORMAT = 1;

	/**
	 * @param bytes size of {@code base.db}
	 * @param sha256 64 hexadecimal digits
	 */
	record Base(long bytes, String sha256) {

	}

	/**
	 * @param frame the last frame, a commit frame or 0
	 * @param chain the chain there
	 */
	record Seal(long frame, Chain chain) {

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
				  "base": { "bytes": %d, "sha256": "%s" },
				  "seal": %s
				}
				""".formatted(FORMAT, this.lineage.databaseId(), this.lineage.branch(), this.start.generation(),
				this.start.firstSequence(), this.start.salt(), this.start.chain(), this.base.bytes(),
				this.base.sha256(), (this.seal == null) ? "null"
						: "{ \"frame\": %d, \"chain\": \"%s\" }".formatted(this.seal.frame(), this.seal.chain()));
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
			Base base = new Base(keys.number("$.base.bytes"), keys.text("$.base.sha256"));
			Seal seal = (keys.find("$.seal") == null) ? null
					: new Seal(keys.number("$.seal.frame"), Chain.parse(keys.text("$.seal.chain")));
			return new Generation(lineage, start, base, seal);
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
