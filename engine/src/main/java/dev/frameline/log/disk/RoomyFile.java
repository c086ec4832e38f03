package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

import dev.frameline.world.DiskFile;

/**
 * A file that is only ever continued, with room for what comes next: zeros behind its end, written along with what goes
 * beyond the room. A force that finds the file as long as it was before need not make its new length durable, which
 * many file systems do by a second write to their journal; the tenth force after is as short as the others.
 *
 * <p>The room is given back by a cut and by closing. A crash leaves it behind, so whoever opens the file has to find its
 * end by what is in it.
 */
final class RoomyFile implements DiskFile {

	/** The room is a quarter of the file, within these bounds, in bytes. */
	private static final int LEAST_ROOM = 64 << 10;

	private static final int MOST_ROOM = 1 << 20;

	private final DiskFile file;

	private long end;

	/** Where the room ends: the file's length. */
	private long length;

	private boolean hasRoom = true;

	/** @param file with what it holds at its end; closed with this one */
	RoomyFile(DiskFile file) throws IOException {
		this.file = file;
		this.length = file.size();
		this.end = this.length;
	}

	@Override
	public int read(ByteBuffer into, long offset) throws IOException {
		return this.file.read(into, offset);
	}

	/** A disk that has no place for the room may have one for what is written: after a failure there is no room. */
	@Override
	public void write(ByteBuffer from, long offset) throws IOException {
		long end = offset + from.remaining();
		if (end > this.length && this.hasRoom) {
			int room = (int) Math.min(Math.max(end / 4, LEAST_ROOM), MOST_ROOM);
			this.hasRoom = false;
			this.file.write(ByteBuffer.allocate(from.remaining() + room).put(from).rewind(), offset);
			this.hasRoom = true;
			this.length = end + room;
		}
		else {
			this.file.write(from, offset);
			this.length = Math.max(this.length, end);
		}
		this.end = Math.max(this.end, end);
	}

	/** Without the room. */
	@Override
	public long size() {
		return this.end;
	}

	/** How many bytes a file has after an offset, without zeros at its end. */
	static long written(DiskFile file, long offset) throws IOException {
		byte[] piece = new byte[LEAST_ROOM];
		for (long end = file.size(); end > offset; end -= piece.length) {
			long start = Math.max(offset, end - piece.length);
			file.read(ByteBuffer.wrap(piece, 0, (int) (end - start)), start);
			for (int i = (int) (end - start) - 1; i >= 0; i--) {
				if (piece[i] != 0) {
					return start + i + 1 - offset;
				}
			}
		}
		return 0;
	}

	@Override
	public void truncate(long size) throws IOException {
		this.file.truncate(size);
		this.end = Math.min(this.end, size);
		this.length = Math.min(this.length, size);
	}

	@Override
	public void force() throws IOException {
		this.file.force();
	}

	@Override
	public void close() throws IOException {
		try (this.file) {
			if (this.length > this.end) {
				this.length = this.end;
				this.file.truncate(this.end);
			}
		}
	}

}
