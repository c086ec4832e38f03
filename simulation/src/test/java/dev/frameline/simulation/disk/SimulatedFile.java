package dev.frameline.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;

/** An open file of a simulated disk. */
final class SimulatedFile implements DiskFile {

	private final SimulatedDisk disk;

	private final String name;

	private final DiskFile file;

	private final @Nullable Content content;

	SimulatedFile(SimulatedDisk disk, String name, DiskFile file) {
		this.disk = disk;
		this.name = name;
		this.file = file;
		this.content = disk.remains().content(name);
	}

	@Override
	public int read(ByteBuffer into, long offset) throws IOException {
		this.disk.process().requireAlive();
		return this.file.read(into, offset);
	}

	@Override
	public void write(ByteBuffer from, long offset) throws IOException {
		int start = from.arrayOffset() + from.position();
		byte[] bytes = Arrays.copyOfRange(from.array(), start, start + from.remaining());
		boolean growing = offset + bytes.length > this.file.size();
		this.disk.change("write " + this.name + " " + bytes.length + " at " + offset, growing, (half) -> {
			byte[] written = half ? Arrays.copyOf(bytes, bytes.length / 2) : bytes;
			this.file.write(ByteBuffer.wrap(written), offset);
			if (this.content != null) {
				this.content.written(offset, written);
			}
		});
		from.position(from.limit());
	}

	@Override
	public long size() throws IOException {
		this.disk.process().requireAlive();
		return this.file.size();
	}

	@Override
	public @Nullable Path path() {
		return this.file.path();
	}

	@Override
	public void truncate(long size) throws IOException {
		if (size() <= size) {
			return;
		}
		this.disk.change("truncate " + this.name + " to " + size, false, (half) -> {
			if (!half) {
				this.file.truncate(size);
				if (this.content != null) {
					this.content.cut(size);
				}
			}
		});
	}

	@Override
	public void force() throws IOException {
		try {
			this.disk.change("force " + this.name, false, this::force);
		}
		catch (IOException ex) {
			if (this.content != null) {
				this.disk.failedToForce(this.content);
			}
			throw ex;
		}
	}

	private void force(boolean half) throws IOException {
		if (half) {
			return;
		}
		if (this.content == null) {
			this.disk.remains().forcedForSqlite(this.name);
		}
		else if (!this.disk.liesAbout(this.name)) {
			this.content.force();
		}
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
