package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that are kept, oldest first and without a gap: the newest one grows, the others have ended. Begins
 * the next one, completes bases, and deletes what need not be kept.
 *
 * <p>The description of the next generation, put in place by one rename, is the moment of a roll. Before it nothing has
 * changed; after it the seal of the generation before is only noted down, and an opening notes it if a crash came
 * between.
 */
final class Generations {

	private static final Logger logger = LoggerFactory.getLogger(Generations.class);

	/** For how long answers that were begun may go on reading frames of a generation that is no longer kept. */
	private static final Duration GRACE = Duration.ofMinutes(10);

	private final String name;

	private final Path root;

	private final World world;

	private final List<StoredGeneration> kept;

	/** No longer kept, and perhaps still read by answers that were begun. */
	private final Set<StoredGeneration> retired = ConcurrentHashMap.newKeySet();

	/** The one of them whose files are being deleted. */
	private @Nullable StoredGeneration leaving;

	private volatile boolean closed;

	private boolean baseChecked;

	/** @param kept at least one, ascending */
	Generations(String name, Path root, World world, List<StoredGeneration> kept) {
		this.name = name;
		this.root = root;
		this.world = world;
		this.kept = new CopyOnWriteArrayList<>(kept);
	}

	Path root() {
		return this.root;
	}

	// -- which there are

	StoredGeneration newest() {
		List<StoredGeneration> now = List.copyOf(this.kept);
		return now.get(now.size() - 1);
	}

	StoredGeneration oldest() {
		return this.kept.get(0);
	}

	@Nullable StoredGeneration find(long number) {
		List<StoredGeneration> now = List.copyOf(this.kept);
		long index = number - now.get(0).number();
		return (index >= 0 && index < now.size()) ? now.get((int) index) : null;
	}

	/** @throws NotKeptException if it is not kept */
	StoredGeneration kept(long number) {
		return from(number).get(0);
	}

	/**
	 * It and those after it, ascending.
	 * @throws NotKeptException if it is not kept
	 */
	List<StoredGeneration> from(long number) {
		List<StoredGeneration> now = List.copyOf(this.kept);
		long index = number - now.get(0).number();
		if (index < 0 || index >= now.size()) {
			throw new NotKeptException("Database '" + this.name + "': generation " + number + " is not kept; generations "
					+ now.get(0).number() + " to " + now.get(now.size() - 1).number() + " are");
		}
		return now.subList((int) index, now.size());
	}

	/** Looks for a durable commit in all of them, the newest first. */
	Optional<Mark> find(CommitId id) throws IOException {
		List<StoredGeneration> now = List.copyOf(this.kept);
		for (int i = now.size() - 1; i >= 0; i--) {
			Optional<Mark> found = now.get(i).find(id);
			if (found.isPresent()) {
				return found;
			}
		}
		return Optional.empty();
	}

	// -- the next one

	/**
	 * Begins the next generation where {@code ending}'s ends.
	 * @return what writes to it
	 * @throws LogStoppedException if it could not be begun, and nobody can tell whether it exists
	 */
	LogWriter roll(LogWriter ending) throws IOException {
		StoredGeneration last = newest();
		Mark end = ending.durable().mark();
		Generation.Seal seal = new Generation.Seal(end.position().frame(), NewCommits.chain(end),
				this.world.time().millis());
		Identities known = ending.known();
		NewGeneration next = new NewGeneration(this.root, last.number() + 1, this.world);
		ending.trim();
		next.clear();
		Generation prepared = next.prepare(last.description().lineage(),
				last.start().firstSequence() + seal.frame(), seal, null, known);
		OpenedGeneration opened = open(next.files(), prepared, known);
		try {
			next.begin(prepared);
		}
		catch (IOException | RuntimeException ex) {
			takeBack(next, opened, ending, ex);
			throw ex;
		}
		seal(last, seal);
		this.kept.add(opened.generation());
		logger.info("Database '{}': generation {} ended at frame {}; generation {} has begun", this.name, last.number(),
				seal.frame(), next.files().generation());
		return opened.writer();
	}

	/** Before it exists: what cannot be opened must not come to exist. */
	private OpenedGeneration open(GenerationFiles files, Generation prepared, Identities known) throws IOException {
		DiskFile frames = this.world.disk().open(files.frames());
		try {
			CommitsFile commits = new CommitsFile(this.world.disk().open(files.commits()),
					CommitsFile.header(prepared.lineage().branch(), prepared.start()));
			LogWriter writer = new LogWriter(this.name, this.world, prepared.start(), frames, commits,
					new LogWriter.Durable(prepared.start().mark(), 0), known, known.copy());
			return new OpenedGeneration(
					new StoredGeneration(this.name, files, prepared, frames, commits, writer::durable), writer);
		}
		catch (IOException | RuntimeException ex) {
			frames.close();
			throw ex;
		}
	}

	private void takeBack(NewGeneration next, OpenedGeneration opened, LogWriter ending, Exception cause) {
		try (StoredGeneration generation = opened.generation()) {
			new DescriptionFile(next.files(), this.world.disk()).remove();
		}
		catch (IOException ex) {
			// A restart might find it, and everything appended here from now on would be lost
			ending.stop("the next generation could not be begun (" + cause + "), and whether it exists is not known ("
					+ ex + ")");
			throw ending.isStopped(cause);
		}
	}

	private void seal(StoredGeneration ended, Generation.Seal seal) {
		try {
			ended.ended(seal, this.world.disk());
		}
		catch (IOException ex) {
			logger.warn("Database '{}': {} could not be told that its generation has ended; the next start does it",
					this.name, ended.files().description(), ex);
		}
	}

	// -- bases

	StoredGeneration newestWithBase() {
		List<StoredGeneration> now = List.copyOf(this.kept);
		for (int i = now.size() - 1; i >= 0; i--) {
			if (now.get(i).hasBase()) {
				return now.get(i);
			}
		}
		throw new IllegalStateException("Database '" + this.name + "': no generation has a base");
	}

	@Nullable OpenBase openBase(long number) throws IOException {
		StoredGeneration generation = pin(number);
		if (generation == null) {
			return null;
		}
		try {
			Generation.Base base = generation.description().base();
			if (base != null) {
				return new OpenBase(generation, base, this.world.disk().openRead(generation.files().base()));
			}
			generation.unpin();
			return null;
		}
		catch (IOException | RuntimeException ex) {
			generation.unpin();
			throw ex;
		}
	}

	private synchronized @Nullable StoredGeneration pin(long number) {
		StoredGeneration generation = find(number);
		if (generation != null) {
			generation.pin();
		}
		return generation;
	}

	/**
	 * Reads the base that replicas are offered, once after an opening: otherwise nobody would notice that it has changed
	 * on the disk before a replica needs it. It is built anew if what it was built from is still kept.
	 */
	void checkBase() throws IOException {
		StoredGeneration offered = newestWithBase();
		Generation.Base expected = offered.description().base();
		if (this.baseChecked || expected == null) {
			return;
		}
		String found = digest(offered.files().base());
		this.baseChecked = true;
		if (found.equals(expected.sha256())) {
			return;
		}
		String damage = "expected " + offered.files().base() + " to have the SHA-256 " + expected.sha256() + ", found "
				+ found + ": it has changed on the disk";
		if (find(offered.number() - 1) == null) {
			logger.error("Database '{}': {}. No replica can begin from it, and no base be built on it. Restore the file from"
					+ " a copy.", this.name, damage);
			return;
		}
		logger.warn("Database '{}': {}. It is built anew from generation {}.", this.name, damage, offered.number() - 1);
		offered.incomplete(this.world.disk());
	}

	private String digest(Path base) throws IOException {
		try (DiskFile file = this.world.disk().openRead(base)) {
			return new CheckedBase(file).sha256(() -> this.closed);
		}
	}

	void buildBases() throws IOException {
		List<StoredGeneration> now = List.copyOf(this.kept);
		for (int i = 1; i < now.size(); i++) {
			if (!now.get(i).hasBase()) {
				build(now.get(i - 1), now.get(i));
			}
		}
	}

	private void build(StoredGeneration before, StoredGeneration generation) throws IOException {
		Generation.Base base = new BaseBuild(this.name, before, generation.files(), this.world.disk(),
				() -> this.closed).run();
		generation.completed(base, this.world.disk());
		logger.info("Database '{}': the base of generation {} is complete: {} bytes", this.name, generation.number(),
				base.bytes());
	}

	// -- those that need not be kept

	List<Long> prune(Retention retention) throws IOException {
		List<Long> pruned = new ArrayList<>();
		for (StoredGeneration gone = retire(retention); gone != null; gone = retire(retention)) {
			delete(gone);
			pruned.add(gone.number());
			deleted();
		}
		if (!pruned.isEmpty()) {
			logger.info("Database '{}': generations {} are no longer kept; generation {} is the oldest one", this.name,
					pruned, oldest().number());
		}
		return pruned;
	}

	/** One whose deletion failed comes first: a gap between generations would be damage to the next opening. */
	private synchronized @Nullable StoredGeneration retire(Retention retention) {
		StoredGeneration oldest = oldest();
		if (this.leaving == null && mayGo(oldest, retention)) {
			this.kept.remove(0);
			this.retired.add(oldest);
			this.leaving = oldest;
			this.world.tasks().after(GRACE, () -> close(oldest));
		}
		return this.leaving;
	}

	private synchronized void deleted() {
		this.leaving = null;
	}

	private boolean mayGo(StoredGeneration generation, Retention retention) {
		Generation.Seal seal = generation.description().seal();
		if (seal == null || generation.isPinned() || newestWithBase().number() <= generation.number()) {
			return false;
		}
		int endedThen = this.kept.size() - 2;
		long age = this.world.time().millis() - seal.time();
		return endedThen >= retention.keepGenerations() && age >= retention.keepFor().toMillis();
	}

	/** The description first: what is left after a crash is then no generation, and the next opening removes it. */
	private void delete(StoredGeneration gone) throws IOException {
		new DescriptionFile(gone.files(), this.world.disk()).remove();
		for (Path file : this.world.disk().list(gone.files().directory())) {
			this.world.disk().delete(file);
		}
		this.world.disk().delete(gone.files().directory());
	}

	private void close(StoredGeneration gone) {
		try {
			this.retired.remove(gone);
			gone.close();
		}
		catch (IOException ex) {
			logger.warn("Database '{}': files of generation {} could not be closed", this.name, gone.number(), ex);
		}
	}

	/** A base that is being built is given up soon. */
	void stop() {
		this.closed = true;
	}

	void close() throws IOException {
		this.closed = true;
		IOException failure = null;
		List<StoredGeneration> all = new ArrayList<>(this.retired);
		all.addAll(this.kept);
		for (StoredGeneration generation : all) {
			try {
				generation.close();
			}
			catch (IOException ex) {
				failure = (failure == null) ? ex : failure;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
