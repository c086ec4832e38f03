package dev.frameline.log.disk;

import java.io.IOException;

import dev.frameline.world.DiskFile;

/**
 * A base that somebody reads: its generation is kept until this is closed.
 */
public final class OpenBase implements AutoCloseable {

	private final StoredGeneration generation;

	private final Generation.Base base;

	private final DiskFile file;

	private boolean closed;

	OpenBase(StoredGeneration generation, Generation.Base base, DiskFile file) {
		this.generation = generation;
		this.base = base;
		this.file = file;
	}

	public DiskFile file() {
		return this.file;
	}

	/** Its size. */
	public long bytes() {
		return this.base.bytes();
	}

	/** SHA-256 of its bytes, 64 hexadecimal digits. */
	public String sha256() {
		return this.base.sha256();
	}

	@Override
	public void close() throws IOException {
		if (!this.closed) {
			this.closed = true;
			this.generation.unpin();
			this.file.close();
		}
	}

}
