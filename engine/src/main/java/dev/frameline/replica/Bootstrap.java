package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.log.FrameSource;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.SourceInfo;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a base into a temporary file beside the database's own. Until it is put in place nothing but that file
 * exists, and whatever a crash leaves of it is removed by the next attempt.
 */
final class Bootstrap {

	private final String name;

	private final Path temporary;

	private final World world;

	private final FrameSource source;

	Bootstrap(String name, Path path, World world, FrameSource source) {
		this.name = name;
		this.temporary = temporary(path);
		this.world = world;
		this.source = source;
	}

	/** Where the base of the database at {@code path} lies until it is put in place. */
	static Path temporary(Path path) {
		return path.toAbsolutePath().resolveSibling(path.getFileName() + "-bootstrap");
	}

	/** Completes with a base that is sound, complete and forced. */
	CompletionStage<Base> fetch() {
		return this.source.info().thenCompose(this::download);
	}

	private CompletionStage<Base> download(SourceInfo info) {
		Download download;
		try {
			Disk disk = this.world.disk();
			disk.createDirectories(this.temporary.getParent());
			disk.delete(this.temporary);
			download = new Download(disk.open(this.temporary));
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
		return this.source.export(info.generation(), download)
			.handleAsync((bytes, failure) -> finish(info, download, failure), this.world.tasks());
	}

	private Base finish(SourceInfo info, Download download, @Nullable Throwable failure) {
		try {
			try (DiskFile file = download.file) {
				if (failure != null) {
					throw new CompletionException((failure instanceof CompletionException && failure.getCause() != null)
							? failure.getCause() : failure);
				}
				file.force();
			}
			if (download.expected >= 0 && download.expected != download.received) {
				throw new FramelineException("Database '" + this.name + "': expected a base of " + download.expected
						+ " bytes, got " + download.received + ". It was thrown away; the next attempt fetches it again.");
			}
			new BaseFile(this.name, this.temporary, this.world).prepare();
			Identity identity = identity(info);
			return new Base(this.temporary, identity, Mark.of(identity.generation(), 0, identity.chain()),
					download.received);
		}
		catch (IOException | RuntimeException ex) {
			throw discarded(ex);
		}
	}

	private CompletionException discarded(Exception cause) {
		try {
			this.world.disk().delete(this.temporary);
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
		return (cause instanceof CompletionException completion) ? completion : new CompletionException(cause);
	}

	private Identity identity(SourceInfo info) {
		SourceInfo.Identity told = info.identity();
		if (told == null) {
			return new Identity(null, info.generation(), 0, 0, null);
		}
		GenerationStart start = told.start();
		if (start.generation() != info.generation()) {
			throw new FramelineException("Database '" + this.name + "': expected the primary to describe generation "
					+ info.generation() + ", whose base it names, got " + start.generation());
		}
		return new Identity(told.lineage(), start.generation(), start.firstSequence(), start.salt(), start.chain());
	}

	/** Writes what comes, in order. */
	private static final class Download implements FrameSource.Sink {

		private final DiskFile file;

		private long expected = -1;

		private long received;

		Download(DiskFile file) {
			this.file = file;
		}

		@Override
		public void expect(long bytes) {
			this.expected = bytes;
		}

		@Override
		public void accept(ByteBuffer bytes) throws IOException {
			ByteBuffer backed = bytes;
			if (!bytes.hasArray()) {
				backed = ByteBuffer.allocate(bytes.remaining());
				backed.put(bytes).flip();
			}
			int length = backed.remaining();
			this.file.write(backed, this.received);
			this.received += length;
		}

	}

}
