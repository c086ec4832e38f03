package dev.frameline.simulation.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * The engine's disk in one life of a node: a directory of real files, and what of them was forced. Each operation is
 * noted, may fail, and may be the one within which the machine dies.
 */
public final class SimulatedDisk implements Disk {

	private final Disk disk = Disk.system();

	private final Scheduler scheduler;

	private final Process process;

	private final Path root;

	private final Remains remains;

	private final DiskTrouble trouble;

	private final Runnable death;

	private final List<DiskFile> open = new ArrayList<>();

	/**
	 * @param root what is done outside of it is not the disk's business
	 * @param remains what the life before has left there
	 * @param death lets the machine die, now
	 */
	public SimulatedDisk(Scheduler scheduler, Process process, Path root, Remains remains, DiskTrouble trouble,
			Runnable death) {
		this.scheduler = scheduler;
		this.process = process;
		this.root = root;
		this.remains = remains;
		this.trouble = trouble;
		this.death = death;
	}

	@Override
	public DiskFile open(Path path) throws IOException {
		String name = name(path);
		if (!Files.exists(path)) {
			change("create " + name, true, (half) -> {
				if (!half) {
					this.disk.open(path).close();
					this.remains.created(name);
				}
			});
		}
		this.process.requireAlive();
		return opened(new SimulatedFile(this, name, this.disk.open(path)));
	}

	@Override
	public DiskFile openRead(Path path) throws IOException {
		this.process.requireAlive();
		return opened(this.disk.openRead(path));
	}

	@Override
	public boolean exists(Path path) {
		this.process.requireAlive();
		return this.disk.exists(path);
	}

	@Override
	public List<Path> list(Path directory) throws IOException {
		this.process.requireAlive();
		return this.disk.list(directory);
	}

	@Override
	public long size(Path path) throws IOException {
		this.process.requireAlive();
		return this.disk.size(path);
	}

	@Override
	public void rename(Path source, Path target) throws IOException {
		change("rename " + name(source) + " to " + name(target), false, (half) -> {
			if (!half) {
				this.disk.rename(source, target);
				this.remains.renamed(name(source), name(target));
			}
		});
	}

	@Override
	public void delete(Path path) throws IOException {
		if (!exists(path)) {
			return;
		}
		change("delete " + name(path), false, (half) -> {
			if (!half) {
				this.disk.delete(path);
				this.remains.deleted(name(path));
			}
		});
	}

	@Override
	public void createDirectories(Path directory) throws IOException {
		this.process.requireAlive();
		this.disk.createDirectories(directory);
	}

	@Override
	public void forceDirectory(Path directory) throws IOException {
		String name = name(directory);
		change("force directory " + name, false, (half) -> {
			if (!Files.exists(directory)) {
				throw new NoSuchFileException(directory.toString());
			}
			if (!half && !liesAbout(name)) {
				this.remains.forcedNames(name);
			}
		});
	}

	/** Closes what the dead process has left open. */
	public void closeAll() throws IOException {
		for (DiskFile file : this.open) {
			file.close();
		}
	}

	Process process() {
		return this.process;
	}

	Remains remains() {
		return this.remains;
	}

	/** Whether a force of this file or directory does nothing and says that it did. */
	boolean liesAbout(String name) {
		boolean lies = this.trouble.isLying() && this.remains.isOfLog(name);
		if (lies) {
			this.remains.liedAbout();
		}
		return lies;
	}

	void failedToForce(Content content) {
		this.trouble.forceFailed(content);
	}

	/** Does something to the disk, or only the half of it, or nothing. */
	void change(String operation, boolean growing, Operation body) throws IOException {
		this.process.requireAlive();
		this.scheduler.trace().count(this.scheduler.now(), this.process.name(), operation);
		this.trouble.before(operation, growing);
		if (!this.trouble.isDeadly()) {
			body.run(false);
			return;
		}
		this.scheduler.trace().tell(this.scheduler.now(), this.process.name(), "dies within '" + operation + "'");
		body.run(true);
		this.death.run();
		this.process.requireAlive();
	}

	private DiskFile opened(DiskFile file) {
		this.open.add(file);
		return file;
	}

	private String name(Path path) {
		return this.root.relativize(path.toAbsolutePath()).toString();
	}

	/** Something that is done to the disk. */
	@FunctionalInterface
	interface Operation {

		/** @param half whether the machine dies within it */
		void run(boolean half) throws IOException;

	}

}
