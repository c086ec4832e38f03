package dev.frameline.world;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The file system that the JVM sees. */
final class SystemDisk implements Disk {

	@Override
	public DiskFile open(Path path) throws IOException {
		return new SystemFile(path, "rw");
	}

	@Override
	public DiskFile openRead(Path path) throws IOException {
		return new SystemFile(path, "r");
	}

	@Override
	public boolean exists(Path path) {
		return Files.exists(path);
	}

	@Override
	public List<Path> list(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) {
			return List.of();
		}
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.sorted().toList();
		}
	}

	@Override
	public long size(Path path) throws IOException {
		return Files.size(path);
	}

	@Override
	public void rename(Path source, Path target) throws IOException {
		Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

	@Override
	public void delete(Path path) throws IOException {
		Files.deleteIfExists(path);
	}

	@Override
	public void createDirectories(Path directory) throws IOException {
		Files.createDirectories(directory);
	}

	@Override
	public void forceDirectory(Path directory) throws IOException {
		try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * A {@link RandomAccessFile} and not a {@link FileChannel}: an interrupted thread closes the channel that it
	 * uses, and applications interrupt threads.
	 */
	private static final class SystemFile implements DiskFile {

		private final RandomAccessFile file;

		private final Path path;

		SystemFile(Path path, String mode) throws IOException {
			this.path = path;
			try {
				this.file = new RandomAccessFile(path.toFile(), mode);
			}
			catch (FileNotFoundException ex) {
				throw (Files.exists(path)) ? ex : new NoSuchFileException(path.toString());
			}
		}

		@Override
		public synchronized int read(ByteBuffer into, long offset) throws IOException {
			this.file.seek(offset);
			int total = 0;
			while (into.hasRemaining()) {
				int count = this.file.read(into.array(), into.arrayOffset() + into.position(), into.remaining());
				if (count < 0) {
					break;
				}
				into.position(into.position() + count);
				total += count;
			}
			return total;
		}

		@Override
		public synchronized void write(ByteBuffer from, long offset) throws IOException {
			this.file.seek(offset);
			this.file.write(from.array(), from.arrayOffset() + from.position(), from.remaining());
			from.position(from.limit());
		}

		@Override
		public long size() throws IOException {
			return this.file.length();
		}

		@Override
		public Path path() {
			return this.path;
		}

		@Override
		public synchronized void truncate(long size) throws IOException {
			if (this.file.length() > size) {
				this.file.setLength(size);
			}
		}

		@Override
		public void force() throws IOException {
			this.file.getFD().sync();
		}

		@Override
		public void close() throws IOException {
			this.file.close();
		}

	}

}
