package dev.frameline.simulation.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.frameline.simulation.world.Dice;
import org.jspecify.annotations.Nullable;

/**
 * What a machine's directory holds and how much of it is durable. It outlives the process: what was not forced in one
 * life may be lost in the next.
 */
public final class Remains {

	/** Goes with the process that holds it. */
	private static final String LOCK = "-lock";

	private final String database;

	private final Path directory;

	private final Names names;

	private final WalFloor floor;

	private final Pattern sqlites;

	private boolean lied;

	private Remains(String database, Path directory, Names names, WalFloor floor) {
		this.database = database;
		this.directory = directory;
		this.names = names;
		this.floor = floor;
		this.sqlites = Pattern.compile(Pattern.quote(database) + "(\\.aside-[0-9-]+)?(-wal|-shm|-journal)?");
	}

	/**
	 * An empty directory, which is created.
	 * @param database the name of the SQLite file that will be in it
	 */
	public static Remains empty(String database, Path directory) throws IOException {
		Files.createDirectories(directory);
		return new Remains(database, directory, new Names(), new WalFloor());
	}

	public Path directory() {
		return this.directory;
	}

	public Path database() {
		return this.directory.resolve(this.database);
	}

	/** The log of a primary, which is there only on a primary. */
	public Path log() {
		return this.directory.resolve(this.database + "-log");
	}

	/** Whether there was a force that did nothing: a power cut then may take what was acknowledged. */
	public boolean isLiedAbout() {
		return this.lied;
	}

	// -- what happens while a process lives

	/** {@code null} for the files that SQLite writes. */
	@Nullable Content content(String name) {
		return isSqlites(name) ? null : this.names.get(name);
	}

	void created(String name) {
		this.names.created(name, new Content());
	}

	void deleted(String name) {
		this.names.deleted(name);
	}

	void renamed(String from, String to) {
		this.names.renamed(from, to);
	}

	void forcedNames(String directory) {
		this.names.forced(directory);
	}

	/** The engine has forced a file that SQLite writes. */
	void forcedForSqlite(String name) throws IOException {
		if (name.equals(wal())) {
			this.floor.forced(this.directory.resolve(name));
		}
	}

	boolean isOfLog(String name) {
		return name.startsWith(this.database + "-log");
	}

	void liedAbout() {
		this.lied = true;
	}

	/** SQLite writes the database and what stands beside it, also after it was set aside. */
	private boolean isSqlites(String name) {
		return this.sqlites.matcher(name).matches();
	}

	private String wal() {
		return this.database + "-wal";
	}

	// -- what is left when it has died

	/**
	 * Copies what a killed process leaves: all that was written. The copy and this one go their own ways from here.
	 * @param target is created
	 */
	public Remains afterKill(Path target) throws IOException {
		this.floor.learn(this.directory.resolve(wal()), this.directory.resolve(this.database + "-shm"));
		Remains copy = new Remains(this.database, target, this.names.copy(), this.floor.copy());
		copy.lied = this.lied;
		for (String name : found()) {
			copy.write(name, bytes(name));
		}
		return copy;
	}

	/** Removes the database and all that stands beside it except the log, as a person does on an engine's advice. */
	public void removeAllButLog() throws IOException {
		for (String name : found()) {
			if (!isOfLog(name)) {
				Files.delete(this.directory.resolve(name));
				this.names.forget(name);
			}
		}
	}

	/**
	 * Copies what a power cut leaves. All of it is durable.
	 * @param target is created
	 */
	public Remains afterPowerCut(Path target, Dice dice) throws IOException {
		this.floor.learn(this.directory.resolve(wal()), this.directory.resolve(this.database + "-shm"));
		Names after = this.names.copy();
		Map<Content, String> now = after.byContent();
		after.survive(dice);
		SortedMap<String, byte[]> survivors = new TreeMap<>();
		for (Map.Entry<String, Content> file : after.files().entrySet()) {
			String physical = now.get(file.getValue());
			if (physical != null && isSqlites(physical)) {
				// What SQLite itself has deleted, when it closed the database, is gone
				if (Files.exists(this.directory.resolve(physical))) {
					survivors.put(file.getKey(), survivorOfSqlites(physical, dice));
				}
			}
			else if (!isSqlites(file.getKey())) {
				survivors.put(file.getKey(), file.getValue().survive(dice));
			}
		}
		for (String name : found()) {
			if (this.names.get(name) == null) {
				survivors.putIfAbsent(name, survivorOfSqlites(name, dice));
			}
		}
		return durable(target, survivors);
	}

	private byte[] survivorOfSqlites(String name, Dice dice) throws IOException {
		return name.equals(wal()) ? this.floor.survive(bytes(name), dice) : bytes(name);
	}

	private Remains durable(Path target, SortedMap<String, byte[]> files) throws IOException {
		Names names = new Names();
		Remains remains = new Remains(this.database, target, names, new WalFloor());
		Files.createDirectories(target);
		for (Map.Entry<String, byte[]> file : files.entrySet()) {
			remains.write(file.getKey(), file.getValue());
			names.found(file.getKey(), Content.of(file.getValue()));
			remains.forcedForSqlite(file.getKey());
		}
		return remains;
	}

	private byte[] bytes(String name) throws IOException {
		return Files.readAllBytes(this.directory.resolve(name));
	}

	private void write(String name, byte[] bytes) throws IOException {
		Path path = this.directory.resolve(name);
		Files.createDirectories(path.getParent());
		Files.write(path, bytes);
	}

	/** Names of all files, in alphabetical order; none of a node that died before it wrote anything. */
	private SortedSet<String> found() throws IOException {
		if (!Files.exists(this.directory)) {
			return new TreeSet<>();
		}
		try (Stream<Path> paths = Files.walk(this.directory)) {
			SortedSet<String> found = new TreeSet<>();
			paths.filter(Files::isRegularFile)
				.map((path) -> this.directory.relativize(path).toString())
				.filter((name) -> !name.endsWith(LOCK))
				.forEach(found::add);
			return found;
		}
	}

}
