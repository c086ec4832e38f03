package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.wal.Frames;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SQLite file that a node owns, and where it stands in its log. It ties {@link OwnedFile}'s frames and headers to
 * positions, and records before every change what a crash must not forget.
 *
 * <p>Methods that take a turn change the file and are called by the turn's holder. The others may be called by any
 * thread.
 */
public final class LocalDatabase implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LocalDatabase.class);

	private final String name;

	private final Path path;

	private final World world;

	private final Ownership ownership;

	private final Lane lane;

	private final UUID origin;

	private final Checkpoints checkpoints;

	private final Arrivals arrivals = new Arrivals();

	private final WritingStop writing;

	private volatile KeptState state;

	private volatile OwnedFile file;

	private volatile int epoch;

	private final TentativeCommits tentative;

	private LocalDatabase(String name, Path path, World world, Ownership ownership, WritingStop writing,
			Opened opened, WalLimits limits, Snapshots snapshots) {
		this.name = name;
		this.path = path;
		this.world = world;
		this.ownership = ownership;
		this.checkpoints = new Checkpoints(name, world, limits, snapshots, new LocalWal());
		this.lane = new Lane(world.time(), this::isQuiet, this.checkpoints);
		this.tentative = new TentativeCommits(this, this.arrivals, this.checkpoints);
		this.origin = world.chance().nextId();
		this.writing = writing;
		this.state = opened.state();
		this.file = opened.file();
	}

	/** Recovers the file and opens it, with the default limits, for readers whom nobody can end. */
	public static LocalDatabase open(String name, Path path, Ownership ownership, World world)
			throws IOException, SQLException {
		return open(name, path, ownership, world, WalLimits.defaults(), new Snapshots());
	}

	/**
	 * Recovers the file by its state record and opens it.
	 * @param name the database's name
	 * @param ownership the right to the file; closed with the database, and by the caller if it cannot be opened
	 * @param limits of its WAL
	 * @param snapshots what the readers of this file hold
	 * @throws FramelineException if the file is not SQLite, of an unsupported kind, without a state record, or not to
	 * be trusted
	 */
	public static LocalDatabase open(String name, Path path, Ownership ownership, World world, WalLimits limits,
			Snapshots snapshots) throws IOException, SQLException {
		WritingStop writing = new WritingStop(name);
		LocalDatabase database = new LocalDatabase(name, path, world, ownership, writing,
				Opened.open(name, path, world, null, writing), limits, snapshots);
		database.checkpoints.changed();
		return database;
	}

	/**
	 * Puts a whole database file in place, with its state record, so that {@link #open} finds it. If the process dies
	 * on the way, a state record without a file is left, which {@link #isInstalled} does not count.
	 * @param base a closed SQLite file in WAL mode without a {@code -wal}, in the same directory; it is renamed to
	 * {@code path}, or is there already
	 * @param position where in the log the file stands
	 */
	public static void install(String name, Path path, Path base, Identity identity, Mark position, World world)
			throws IOException {
		Opened.install(name, path, base, identity, position, world);
	}

	/** Whether there is a file with a state record: it is, or was, part of a replicated database. */
	public static boolean isInstalled(Path path, World world) throws IOException {
		return world.disk().exists(path) && StateFile.read(StateFile.beside(path), world.disk()) != null;
	}

	/**
	 * In which generation an installed file stands.
	 * @return 0 if there is no whole state record
	 */
	public static long generation(Path path, World world) throws IOException {
		StateRecord record = StateFile.read(StateFile.beside(path), world.disk());
		return (record != null) ? record.identity().generation() : 0;
	}

	/**
	 * What the state record of a file says, read without touching anything.
	 * @return {@code null} if there is no whole record, or no file
	 */
	public static @Nullable Recorded recorded(Path path, World world) throws IOException {
		StateRecord record = isInstalled(path, world) ? StateFile.read(StateFile.beside(path), world.disk()) : null;
		return (record != null) ? new Recorded(record.identity(), record.position()) : null;
	}

	/**
	 * What a state record says.
	 *
	 * @param identity which log the file belongs to
	 * @param position accepted, and what readers were shown
	 */
	public record Recorded(Identity identity, Mark position) {

	}

	/** Whether there is a state record, with or without a file. */
	public static boolean isKnown(Path path, World world) {
		return world.disk().exists(StateFile.beside(path));
	}

	public String name() {
		return this.name;
	}

	public Path path() {
		return this.path;
	}

	public Lane lane() {
		return this.lane;
	}

	public Guard guard() {
		return this.file.guard();
	}

	public Identity identity() {
		return this.state.identity();
	}

	/** Fills in what became known about the log after the file was installed. */
	public void identify(Lane.Turn turn, Identity identity) throws IOException {
		requireTurn(turn);
		this.state.identified(identity);
	}

	/** Accepted, which is also what readers see. */
	public Mark position() {
		return this.state.position();
	}

	/** Generation and position, as they were in one moment: a commit of this node's own may cross between two looks. */
	public Recorded recorded() {
		StateRecord now = this.state.record();
		return new Recorded(now.identity(), now.position());
	}

	/** Completes when the node shows {@code position} or a later one. */
	public CompletionStage<Position> await(Position position) {
		return this.arrivals.await(position, () -> position().position());
	}

	/** Frames since the database was born, as far as the log tells. */
	public long sequence() {
		StateRecord now = this.state.record();
		return now.identity().firstSequence() + now.position().position().frame();
	}

	/** The id of this start. */
	public UUID origin() {
		return this.origin;
	}

	/** The raw writer connection. */
	public Connection writer() {
		return this.file.writer();
	}

	/** A physically read-only connection. Nothing is prepared or run on it but through {@link #guard()}. */
	public Connection openReader() throws SQLException {
		return this.file.openReader();
	}

	/** Commits that nobody is shown yet. */
	public TentativeCommits tentative() {
		return this.tentative;
	}

	private boolean isQuiet() {
		return !this.tentative.isInFlight();
	}

	OwnedFile file() {
		return this.file;
	}

	KeptState state() {
		return this.state;
	}

	/** Counts {@link #replace replacements}. */
	public int epoch() {
		return this.epoch;
	}

	/** Why writing has stopped for good, or {@code null}. */
	public @Nullable String stopped() {
		return this.writing.reason();
	}

	/** Bytes of the local WAL. */
	public long walSize() throws IOException {
		return this.file.walSize();
	}

	// -- a transaction of this node

	/**
	 * Begins a transaction on the writer, behind what is tentative. Nothing is unsettled.
	 * @return whether it sees the same as a reader that begins now, because nothing is tentative
	 */
	public boolean begin(Lane.Turn turn) throws SQLException, IOException {
		requireTurn(turn);
		this.writing.requireWriting();
		requireSettled();
		HiddenTransactions.Begun begun = this.file.transactions().begin();
		if (begun == HiddenTransactions.Begun.ALL_BACKFILLED) {
			try {
				announceRestart();
			}
			catch (IOException ex) {
				rollback(turn);
				throw ex;
			}
		}
		return begun != HiddenTransactions.Begun.BEHIND;
	}

	private void requireSettled() {
		if (!this.tentative.isInFlight() && this.file.isTentative()) {
			throw new IllegalStateException("Database '" + this.name + "': a commit is still tentative, and nobody asks the log about it");
		}
	}

	/** Whether the writer's transaction is open; SQLite may have ended it inside a statement. */
	public boolean isInTransaction() {
		return this.file.transactions().isOpen();
	}

	public void rollback(Lane.Turn turn) throws SQLException, IOException {
		requireTurn(turn);
		this.file.transactions().rollback();
	}

	/**
	 * Commits to the local WAL, hidden from readers.
	 * @return what is tentative now; {@code null} if the transaction changed nothing
	 * @throws SQLException if SQLite refuses; {@link #isInTransaction()} tells whether the transaction goes on
	 */
	public @Nullable Hidden commitHidden(Lane.Turn turn) throws SQLException, IOException {
		requireTurn(turn);
		return unlessStranded(() -> this.file.transactions().commit());
	}

	/**
	 * Runs a statement that is a transaction of its own, as {@code VACUUM}, hidden like a commit. Nothing is tentative.
	 * @return as {@link #commitHidden}
	 */
	public @Nullable Hidden runHidden(Lane.Turn turn, String sql) throws SQLException, IOException {
		requireTurn(turn);
		this.writing.requireWriting();
		if (this.file.isBackfilled()) {
			announceRestart();
		}
		return unlessStranded(() -> this.file.transactions().runAlone(sql));
	}

	/** SQLite begins the WAL anew within a transaction once all of it stands in the database file. */
	private void announceRestart() throws IOException {
		if (!this.state.record().restartAnnounced()) {
			this.state.announceRestart(this.file.lastPage());
		}
	}

	// -- frames of others

	/**
	 * Applies whole transactions that the log has accepted, as one, under live readers. Nothing is unsettled.
	 * @param frames verified before; their salts and checksums are replaced by this file's
	 * @param after the position after the last of them
	 */
	public void apply(Lane.Turn turn, Frames frames, Mark after) throws IOException, SQLException {
		requireTurn(turn);
		this.writing.requireWriting();
		Mark before = position();
		if (after.position().frame() - before.position().frame() != frames.count()
				|| after.position().generation() != before.position().generation()) {
			throw new FramelineException("Database '" + this.name + "': " + frames.count() + " frames do not lead from "
					+ before + " to " + after);
		}
		this.checkpoints.applying();
		this.file.apply(frames, this.state::announceWal, (next) -> this.state.applied(next, after));
		this.arrivals.reached(after.position());
		this.checkpoints.changed();
	}

	/**
	 * Goes over to the next generation, whose frame 0 is the state that the file is in. Nothing of the file changes, and
	 * a commit may be tentative.
	 * @param next that generation
	 * @throws FramelineException if it is not the next one, or begins elsewhere
	 */
	public void cross(Lane.Turn turn, Identity next) throws IOException {
		requireTurn(turn);
		crossTo(next);
	}

	void crossTo(Identity next) throws IOException {
		this.writing.requireWriting();
		Identity own = identity();
		boolean elsewhere = own.chain() != null && next.chain() != null && next.firstSequence() != sequence();
		if (next.generation() != own.generation() + 1 || elsewhere) {
			throw new FramelineException("Database '" + this.name + "': expected the generation that begins where this node"
					+ " is, at " + position() + " and sequence " + sequence() + ", got generation " + next.generation()
					+ " that begins at sequence " + next.firstSequence());
		}
		// The record ties the generation to this frame of the WAL, and both must survive together
		this.file.force();
		this.state.crossed(next);
		this.arrivals.reached(position().position());
	}

	/**
	 * Brings the file to a later position by all pages that differ, as one transaction, under live readers. Nothing is
	 * unsettled.
	 * @param frames verified before: each page once, the last one a commit frame
	 * @param next the generation of {@code end}
	 * @param end where the file stands afterwards
	 */
	public void applyChanges(Lane.Turn turn, Frames frames, Identity next, Mark end) throws IOException, SQLException {
		requireTurn(turn);
		this.writing.requireWriting();
		if (!end.position().isAfter(position().position()) || next.generation() != end.position().generation()) {
			throw new FramelineException("Database '" + this.name + "': changed pages do not lead from " + position() + " to "
					+ end + " in generation " + next.generation());
		}
		this.checkpoints.applying();
		try {
			this.file.apply(frames, this.state::announceWal, (shown) -> {
				this.file.force();
				this.state.jumped(shown, next, end);
			});
		}
		catch (UncertainStateException ex) {
			stop("whether the next start finds it at " + position() + " or at " + end + " is not known", ex);
			throw ex;
		}
		this.arrivals.reached(end.position());
		this.checkpoints.changed();
	}

	// -- checkpoint

	/**
	 * Copies the WAL into the database file as far as readers allow, and empties it if that was all of it. Nothing is
	 * tentative.
	 * @return whether the WAL is empty now
	 */
	public boolean checkpoint(Lane.Turn turn) throws IOException, SQLException {
		requireTurn(turn);
		return checkpoint() == Checkpoints.Result.EMPTIED;
	}

	private Checkpoints.Result checkpoint() throws IOException, SQLException {
		if (!this.file.isTentative() && this.file.visible().frames() == 0) {
			return Checkpoints.Result.EMPTIED;
		}
		if (!this.state.record().restartAnnounced()) {
			// What may stand in the database file from here on must not be lost from the WAL by a power cut
			this.file.force();
			this.state.announceRestart(this.file.lastPage());
		}
		Checkpoints.Result result = this.file.checkpoint();
		if (result == Checkpoints.Result.EMPTIED) {
			this.state.emptied();
		}
		return result;
	}

	/**
	 * Whether a further transaction may begin in a turn that has seen one. If the WAL has reached its limit, this is an
	 * attempt to empty it, and the caller asks again later; between turns the lane sees to that itself.
	 */
	public boolean makeRoom(Lane.Turn turn) {
		requireTurn(turn);
		return this.checkpoints.makeRoom(turn);
	}

	/** The WAL as {@link Checkpoints} see it. */
	private final class LocalWal implements Checkpoints.Wal {

		@Override
		public long frames() {
			return LocalDatabase.this.file.visible().frames();
		}

		@Override
		public boolean isReady() {
			return stopped() == null;
		}

		@Override
		public int epoch() {
			return LocalDatabase.this.epoch;
		}

		@Override
		public Checkpoints.Result checkpoint() throws IOException, SQLException {
			return LocalDatabase.this.checkpoint();
		}

	}

	// -- another file

	/**
	 * Replaces the file by another one while running. New readers wait for the moment; readers in the middle of
	 * something go on with the old file, which is set aside by date.
	 * @param base as in {@link #install}
	 * @param reason for the log line
	 * @return where the old file is
	 */
	public Path replace(Lane.Turn turn, Path base, Identity identity, Mark position, String reason)
			throws IOException, SQLException {
		requireTurn(turn);
		VisibleGuard guard = this.file.guard();
		try (VisibleGuard.Exclusive exclusive = guard.exclusively()) {
			closeFile();
			Path aside = SetAside.move(this.path, this.world);
			logger.warn("Database '{}': {}. The old file is set aside as {}; a new one takes its place at position {}.",
					this.name, reason, aside, position.position());
			install(this.name, this.path, base, identity, position, this.world);
			Opened opened = Opened.open(this.name, this.path, this.world, guard, this.writing);
			this.file = opened.file();
			this.state = opened.state();
			this.epoch++;
			this.checkpoints.renewed();
			this.arrivals.reached(position.position());
			return aside;
		}
		catch (IOException | SQLException | RuntimeException ex) {
			stop("the file was to be replaced, and that failed half way", ex);
			throw ex;
		}
	}

	// -- refusals

	void requireTurn(Lane.Turn turn) {
		if (!turn.isCurrent()) {
			throw new IllegalStateException("Database '" + this.name + "': '" + turn.holder() + "' has no turn");
		}
	}

	/** Stops writing for good, loudly: what the file holds is no longer certain. */
	public void stop(String reason, Throwable cause) {
		this.writing.stop(reason, cause);
	}

	/** A commit that failed and nevertheless stands in the WAL, which nobody would send, stops writing. */
	private @Nullable Hidden unlessStranded(FileCall<@Nullable Hidden> commit) throws SQLException, IOException {
		WalIndexHeader before = this.file.tip();
		try {
			return commit.run();
		}
		catch (IOException | SQLException | RuntimeException ex) {
			if (!this.file.tip().equals(before) && this.file.isTentative()) {
				stop("a commit that was not sent could not be taken back", ex);
			}
			throw ex;
		}
	}

	/** Before what uses the file is stopped: whoever is in the lane waits for no reader any more. */
	public void closing() {
		this.checkpoints.close();
	}

	/**
	 * Empties the WAL if nothing is tentative and no reader is in the way, closes connections, then channels, then
	 * gives up the right to the file.
	 */
	@Override
	public void close() throws IOException, SQLException {
		closing();
		try (Ownership last = this.ownership) {
			closeFile();
		}
	}

	/**
	 * The log's frame at this node's position, as it stands here, with salts and checksums of this file's own. In a turn.
	 * @return {@code null} if the WAL was emptied since, or the position is the beginning of a generation
	 */
	public byte @Nullable [] lastFrame(Lane.Turn turn) throws IOException {
		requireTurn(turn);
		Mark before = position();
		byte[] last = (before.position().frame() > 0) ? this.file.lastFrame() : null;
		// A commit that is published meanwhile needs no turn
		return position().equals(before) ? last : null;
	}

	/**
	 * SQLite's last close checkpoints what the index shows, and removes the WAL, if that could be announced. Where the log
	 * tells no chain it stays: its last frame is what this node can know the log by.
	 */
	private void closeFile() throws IOException, SQLException {
		try (KeptState second = this.state; OwnedFile first = this.file) {
			if (identity().chain() == null && this.file.isOpen()) {
				this.file.force();
				this.file.keepWal();
			}
			else if (stopped() == null || this.file.isIntact()) {
				announceClose();
			}
			else if (this.file.isOpen()) {
				this.file.keepWal();
			}
		}
	}

	private void announceClose() throws IOException, SQLException {
		try {
			this.file.force();
			this.state.announceRestart(this.file.lastPage());
		}
		catch (IOException | RuntimeException ex) {
			this.file.keepWal();
			throw ex;
		}
	}

	@FunctionalInterface
	private interface FileCall<T extends @Nullable Object> {

		T run() throws SQLException, IOException;

	}

}
