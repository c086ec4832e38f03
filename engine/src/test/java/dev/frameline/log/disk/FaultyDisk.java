package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;

import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * The real disk, which writes down what is done to it, fails on request, and knows what a power cut would leave. It
 * only notes a force: the bytes that a power cut leaves are kept here.
 */
public final class FaultyDisk implements Disk {

	private final Disk disk = Disk.system();

	private final List<String> done = new ArrayList<>();

	private final ForcedFiles files = new ForcedFiles();

	private final List<Path> open = new ArrayList<>();

	private Fault fault = (operation) -> {
	};

	/** Throws to make an operation fail; operations read like {@code force frames.wal}. */
	@FunctionalInterface
	public interface Fault {

		void before(String operation) throws IOException;

	}

	public synchronized void failWith(Fault fault) {
		this.fault = fault;
	}

	/** Makes operations fail that are named here. */
	public void fail(String... operations) {
		failWith((operation) -> {
			if (List.of(operations).contains(operation)) {
				throw new IOException("the disk refuses: " + operation);
			}
		});
	}

	/** Makes an operation fail the next time. */
	public void failOnce(String operation) {
		failWith((each) -> {
			if (each.equals(operation)) {
				heal();
				throw new IOException("the disk refuses: " + operation);
			}
		});
	}

	public void heal() {
		failWith((operation) -> {
		});
	}

	/** Files that were opened for writing and not closed. */
	public synchronized List<Path> openFiles() {
		return List.copyOf(this.open);
	}

	/** What changed something, and forces, since the last call of this method. */
	public synchronized List<String> operations() {
		List<String> operations = List.copyOf(this.done);
		this.done.clear();
		return operations;
	}

	/**
	 * Puts into another directory what a power cut now would leave, if all names had reached the disk.
	 * @param written names of files of which the kernel had put everything on the disk; of others, what was forced
	 */
	public void powerCut(Path directory, Path survivor, Set<String> written) throws IOException {
		for (Map.Entry<Path, Optional<byte[]>> left : left(directory, written::contains, (name) -> true).entrySet()) {
			Path target = survivor.resolve(left.getKey());
			Files.createDirectories(left.getValue().isPresent() ? target.getParent() : target);
			if (left.getValue().isPresent()) {
				Files.write(target, left.getValue().get());
			}
		}
	}

	/**
	 * What a power cut now would leave of a directory.
	 * @param written names of files of which the kernel had put everything on the disk; of others, what was forced
	 * @param names of what creations, renames and deletions had reached the disk that were not forced
	 * @return bytes by path within the directory; empty for a directory
	 */
	public synchronized SortedMap<Path, Optional<byte[]>> left(Path directory, Predicate<String> written,
			Predicate<String> names) throws IOException {
		return this.files.left(directory, written, names);
	}

	@Override
	public DiskFile open(Path path) throws IOException {
		if (!this.disk.exists(path)) {
			note("create " + path.getFileName());
		}
		DiskFile file = this.disk.open(path);
		synchronized (this) {
			this.files.created(path);
			this.open.add(path);
		}
		return new FaultyFile(path, file);
	}

	@Override
	public DiskFile openRead(Path path) throws IOException {
		return this.disk.openRead(path);
	}

	@Override
	public boolean exists(Path path) {
		return this.disk.exists(path);
	}

	@Override
	public List<Path> list(Path directory) throws IOException {
		return this.disk.list(directory);
	}

	@Override
	public long size(Path path) throws IOException {
		return this.disk.size(path);
	}

	@Override
	public synchronized void rename(Path source, Path target) throws IOException {
		note("rename " + target.getFileName());
		this.files.renamed(source, target);
		this.disk.rename(source, target);
	}

	@Override
	public synchronized void delete(Path path) throws IOException {
		if (this.disk.exists(path)) {
			note("delete " + path.getFileName());
			this.files.deleted(path);
		}
		this.disk.delete(path);
	}

	@Override
	public synchronized void createDirectories(Path directory) throws IOException {
		Path parent = directory.getParent();
		if (parent != null && !this.disk.exists(parent)) {
			createDirectories(parent);
		}
		if (!this.disk.exists(directory)) {
			note("create directory " + directory.getFileName());
			this.disk.createDirectories(directory);
		}
		this.files.createdDirectory(directory);
	}

	@Override
	public synchronized void forceDirectory(Path directory) throws IOException {
		note("force directory " + directory.getFileName());
		this.files.forcedDirectory(directory);
	}

	private synchronized void note(String operation) throws IOException {
		this.fault.before(operation);
		this.done.add(operation);
	}

	private final class FaultyFile implements DiskFile {

		private final Path path;

		private final DiskFile file;

		FaultyFile(Path path, DiskFile file) {
			this.path = path;
			this.file = file;
		}

		@Override
		public int read(ByteBuffer into, long offset) throws IOException {
			return this.file.read(into, offset);
		}

		@Override
		public void write(ByteBuffer from, long offset) throws IOException {
			note("write " + this.path.getFileName());
			this.file.write(from, offset);
		}

		@Override
		public long size() throws IOException {
			return this.file.size();
		}

		@Override
		public void truncate(long size) throws IOException {
			note("truncate " + this.path.getFileName());
			this.file.truncate(size);
		}

		@Override
		public void force() throws IOException {
			note("force " + this.path.getFileName());
			synchronized (FaultyDisk.this) {
				FaultyDisk.this.files.forced(this.path);
			}
		}

		@Override
		public void close() throws IOException {
			synchronized (FaultyDisk.this) {
				FaultyDisk.this.open.remove(this.path);
			}
			this.file.close();
		}

	}

}
