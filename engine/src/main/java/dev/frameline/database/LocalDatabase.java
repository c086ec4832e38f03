package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Frames;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * The SQLite file that a node owns. Methods that change the file are called by the holder of the lane's turn.
 */
public final class LocalDatabase implements AutoCloseable {

	/**
	 * Takes the lock, recovers the file by its state record and opens it.
	 * @param name the database's name
	 * @throws dev.frameline.FramelineException if the file is in use, not SQLite, of an unsupported kind, without a
	 * state record, or not to be trusted
	 */
	public static LocalDatabase open(String name, Path path, World world) throws IOException, SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/**
	 * Puts a whole database file in place, with its state record, so that {@link #open} finds it. If the process dies
	 * on the way, either the old state or the new one is found.
	 * @param base a closed SQLite file in WAL mode without a {@code -wal}, in the same directory; renamed to
	 * {@code path}
	 * @param position where in the log the file stands
	 */
	public static void install(String name, Path path, Path base, Identity identity, Mark position, World world)
			throws IOException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Whether there is a state record beside {@code path}: the file is, or was, part of a replicated database. */
	public static boolean isInstalled(Path path, World world) {
		throw new UnsupportedOperationException("skeleton");
	}

	public String name() {
		throw new UnsupportedOperationException("skeleton");
	}

	public Lane lane() {
		throw new UnsupportedOperationException("skeleton");
	}

	public Guard guard() {
		throw new UnsupportedOperationException("skeleton");
	}

	public Identity identity() {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Fills in what became known about the log after the file was installed. */
	public void identify(Lane.Turn turn, Identity identity) throws IOException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Accepted, which is also what readers see. */
	public Mark position() {
		throw new UnsupportedOperationException("skeleton");
	}

	/** The id of this start. */
	public UUID origin() {
		throw new UnsupportedOperationException("skeleton");
	}

	/**
	 * Applies whole transactions that the log has accepted, as one, under live readers. Nothing may be tentative.
	 * @param frames verified before; their salts and checksums are replaced by this file's
	 * @param after the position after the last of them
	 */
	public void apply(Lane.Turn turn, Frames frames, Mark after) throws IOException, SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** A commit that nobody has answered for yet; {@code null} if all is settled. */
	public @Nullable Unsettled unsettled() {
		throw new UnsupportedOperationException("skeleton");
	}

	/** The log does not hold it: a tentative commit is discarded. */
	public void settleVoid(Lane.Turn turn, CommitId id) throws IOException, SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/**
	 * The log holds it: a tentative commit is published; one that a restart cut off is left to the next pull.
	 * @param end the log right after it
	 */
	public void settleHeld(Lane.Turn turn, CommitId id, Mark end) throws IOException, SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/**
	 * Replaces the file by another one while running: new readers wait, readers in the middle of something go on with
	 * the old file, which is set aside by date together with its {@code -wal} and state record.
	 * @return where the old file is
	 */
	public Path replace(Lane.Turn turn, Path base, Identity identity, Mark position, String reason)
			throws IOException, SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** A physically read-only connection. Nothing is prepared or run on it but through {@link #guard()}. */
	public Connection openReader() throws SQLException {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Counts {@link #replace replacements}. */
	public int epoch() {
		throw new UnsupportedOperationException("skeleton");
	}

	/** Why writing has stopped for good, or {@code null}. */
	public @Nullable String stopped() {
		throw new UnsupportedOperationException("skeleton");
	}

	@Override
	public void close() throws IOException, SQLException {
	}

}
