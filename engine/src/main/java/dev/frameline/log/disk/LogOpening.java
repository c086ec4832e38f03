package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a log. First everything is read: the generations, each held against the one before; the files of those that have
 * ended; those of the newest one, by {@link LogRecovery}. Only then anything is changed: a roll that a crash has cut
 * short is finished, what was begun and never came to exist is removed, and what was never acknowledged is cut.
 */
final class LogOpening {

	private static final Logger logger = LoggerFactory.getLogger(LogOpening.class);

	private final String name;

	private final Path root;

	private final World world;

	private final Disk disk;

	private LogOpening(String name, Path root, World world) {
		this.name = name;
		this.root = root;
		this.world = world;
		this.disk = world.disk();
	}

	static LogDirectory open(String name, Path root, World world, LogDirectory.Check check) throws IOException {
		return new LogOpening(name, root, world).open(check);
	}

	/** Numbers of the generations that exist, ascending. */
	static List<Long> find(Path root, Disk disk) throws IOException {
		List<Long> found = new ArrayList<>();
		for (Path directory : disk.list(root)) {
			Long number = number(directory);
			if (number != null && disk.exists(new GenerationFiles(root, number).description())) {
				found.add(number);
			}
		}
		return found.stream().sorted().toList();
	}

	private static @Nullable Long number(Path directory) {
		String name = String.valueOf(directory.getFileName());
		return name.matches("[1-9][0-9]{0,17}") ? Long.valueOf(name) : null;
	}

	private LogDirectory open(LogDirectory.Check check) throws IOException {
		List<Generation> found = descriptions();
		refuseWhatDoesNotFollow(found);
		new IncarnationFile(this.name, this.root, this.disk).requireSound();
		List<Generation> sealed = sealed(found);
		List<StoredGeneration> open = new ArrayList<>();
		try {
			for (Generation generation : sealed.subList(0, sealed.size() - 1)) {
				open.add(ended(generation).open());
			}
			Generation newest = sealed.get(sealed.size() - 1);
			LogRecovery recovery = new LogRecovery(this.name, this.world, files(newest), newest, known(newest));
			OpenedGeneration opened = recovery.open();
			open.add(opened.generation());
			LogDirectory log = new LogDirectory(this.name, this.world,
					new Generations(this.name, this.root, this.world, open), opened.writer());
			check.accept(log);
			putSeals(found, sealed);
			removeWhatDoesNotExist(found);
			recovery.cut();
			return log;
		}
		catch (IOException | RuntimeException ex) {
			for (StoredGeneration generation : open) {
				generation.close();
			}
			throw ex;
		}
	}

	// -- what there is

	private List<Generation> descriptions() throws IOException {
		List<Generation> found = new ArrayList<>();
		for (long number : find(this.root, this.disk)) {
			found.add(describe(new GenerationFiles(this.root, number)));
		}
		if (found.isEmpty()) {
			throw damaged(new GenerationFiles(this.root, 1).description() + " is missing", "Without it there is no log here."
					+ " Restore the log directory from a copy; a database that has had a log is never adopted anew");
		}
		return found;
	}

	private Generation describe(GenerationFiles files) throws IOException {
		try {
			Generation generation = new DescriptionFile(files, this.disk).read();
			if (generation.start().generation() != files.generation()) {
				throw damaged(files.description() + " describes generation " + generation.start().generation()
						+ " instead of " + files.generation(), "Restore the log directory from a copy");
			}
			return generation;
		}
		catch (IllegalArgumentException ex) {
			throw new LogDamagedException("Database '" + this.name + "': " + files.description() + " cannot be read: "
					+ ex.getMessage() + ". Restore the file from a copy.", ex);
		}
	}

	private void refuseWhatDoesNotFollow(List<Generation> found) throws IOException {
		for (int i = 0; i < found.size(); i++) {
			Generation generation = found.get(i);
			refuseWithoutBase(generation, i);
			if (i > 0) {
				refuseUnlessFollows(found.get(i - 1), generation);
			}
		}
		Generation newest = found.get(found.size() - 1);
		if (newest.seal() != null) {
			throw damaged("generation " + newest.start().generation() + " in " + this.root + " has ended, and generation "
					+ (newest.start().generation() + 1) + " is missing", "Restore the log directory from a copy");
		}
	}

	private void refuseUnlessFollows(Generation before, Generation generation) {
		long expected = before.start().generation() + 1;
		if (generation.start().generation() != expected) {
			throw damaged("generation " + expected + " is missing between those that are in " + this.root,
					"Restore it from a copy of the log directory");
		}
		Generation.Seal follows = generation.follows();
		boolean fits = follows != null && generation.lineage().equals(before.lineage())
				&& (before.seal() == null || before.seal().equals(follows))
				&& generation.start().firstSequence() == before.start().firstSequence() + follows.frame();
		if (!fits) {
			throw damaged("generation " + expected + " in " + this.root + " (" + generation.lineage() + ", following "
					+ follows + ") does not follow the one before it (" + before.lineage() + ", ended at " + before.seal()
					+ ")", "They are not of one log: restore the log directory from one copy");
		}
	}

	/** The base of any but the oldest can be built again as long as it was never complete. */
	private void refuseWithoutBase(Generation generation, int index) throws IOException {
		Path path = files(generation).base();
		Generation.Base base = generation.base();
		if (base == null && index > 0) {
			return;
		}
		if (base == null || !this.disk.exists(path) || this.disk.size(path) != base.bytes()) {
			throw damaged(path + " should have " + ((base != null) ? base.bytes() + " bytes" : "been built") + " and "
					+ (this.disk.exists(path) ? "has " + this.disk.size(path) : "is missing"),
					"Restore it from a copy" + ((base != null) ? "; its SHA-256 is " + base.sha256() : ""));
		}
	}

	/** With the seals that a crash has kept from being noted. */
	private static List<Generation> sealed(List<Generation> found) {
		List<Generation> sealed = new ArrayList<>(found);
		for (int i = 0; i < found.size() - 1; i++) {
			Generation.Seal follows = found.get(i + 1).follows();
			if (found.get(i).seal() == null && follows != null) {
				sealed.set(i, found.get(i).withSeal(follows));
			}
		}
		return sealed;
	}

	private void putSeals(List<Generation> found, List<Generation> sealed) throws IOException {
		for (int i = 0; i < found.size(); i++) {
			if (!found.get(i).equals(sealed.get(i))) {
				new DescriptionFile(files(found.get(i)), this.disk).put(sealed.get(i));
				logger.info("Database '{}': finished the roll to generation {}", this.name,
						found.get(i + 1).start().generation());
			}
		}
	}

	/** What a roll, a build or a deletion left when it was cut short. */
	private void removeWhatDoesNotExist(List<Generation> found) throws IOException {
		List<Long> existing = found.stream().map((generation) -> generation.start().generation()).toList();
		for (Path directory : this.disk.list(this.root)) {
			Long number = number(directory);
			if (number != null && !existing.contains(number)) {
				for (Path file : this.disk.list(directory)) {
					this.disk.delete(file);
				}
				this.disk.delete(directory);
				logger.info("Database '{}': removed {}, which a crash had left incomplete", this.name, directory);
			}
		}
		for (Generation generation : found) {
			this.disk.delete(files(generation).baseDraft());
			this.disk.delete(files(generation).descriptionDraft());
		}
	}

	private Identities known(Generation newest) throws IOException {
		if (newest.follows() == null) {
			return new Identities();
		}
		Path path = files(newest).origins();
		Identities known = null;
		if (this.disk.exists(path)) {
			try (DiskFile file = this.disk.openRead(path)) {
				known = OriginsFile.read(file, newest.lineage().branch(), newest.start().generation());
			}
		}
		if (known == null) {
			throw damaged(path + " is missing or damaged", "It tells which commits were held or refused before the"
					+ " generation began: restore it from a copy");
		}
		return known;
	}

	private EndedGeneration ended(Generation generation) {
		Generation.Seal seal = Objects.requireNonNull(generation.seal(), "what is followed has a seal");
		return new EndedGeneration(this.name, this.disk, files(generation), generation, seal);
	}

	private GenerationFiles files(Generation generation) {
		return new GenerationFiles(this.root, generation.start().generation());
	}

	private LogDamagedException damaged(String what, String next) {
		return new LogDamagedException("Database '" + this.name + "': " + what + ". " + next + ".");
	}

}
