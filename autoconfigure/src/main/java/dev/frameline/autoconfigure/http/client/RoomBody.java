package dev.frameline.autoconfigure.http.client;

import java.io.IOException;

import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;

/**
 * Collects a body of frames in a spool, in constant memory.
 *
 * <p>Who gives up, at a deadline or because nobody asks any more, does so on another thread than the one that writes:
 * it waits for a write under way, and there is none after it.
 */
final class RoomBody {

	/** Frames that are written together: 64 KiB. */
	private static final int RUN = 16;

	private final Spool room;

	private byte[] run = new byte[0];

	private int filled;

	private long missing;

	private boolean begun;

	private boolean over;

	RoomBody(Spool room) {
		this.room = room;
	}

	/** Clears the room for exactly {@code bytes} bytes of whole frames. */
	synchronized void begin(long bytes) throws IOException {
		requireGoingOn();
		this.begun = true;
		this.room.clear();
		this.run = new byte[RUN * Frame.SIZE];
		this.missing = bytes;
	}

	/** @throws WireException if there are more bytes than were to come */
	synchronized void add(byte[] bytes) throws IOException {
		requireGoingOn();
		if (bytes.length > this.missing) {
			throw new WireException("Expected " + this.missing + " bytes more, got " + bytes.length + " or more");
		}
		this.missing -= bytes.length;
		int at = 0;
		while (at < bytes.length) {
			int count = Math.min(bytes.length - at, this.run.length - this.filled);
			System.arraycopy(bytes, at, this.run, this.filled, count);
			at += count;
			this.filled += count;
			if (this.filled == this.run.length) {
				write();
			}
		}
	}

	/** @throws WireException if there are fewer bytes than were to come */
	synchronized Frames end() throws IOException {
		requireGoingOn();
		if (this.missing > 0) {
			throw new WireException("Expected " + this.missing + " bytes more, the body ended");
		}
		write();
		return this.room.frames();
	}

	private void write() throws IOException {
		this.room.add(Frames.of(this.run).slice(0, this.filled / Frame.SIZE));
		this.filled = 0;
	}

	private void requireGoingOn() throws IOException {
		if (this.over) {
			throw new IOException("it was given up");
		}
	}

	/** Leaves the room, which is empty if anything came into it. */
	synchronized void giveUp() {
		this.over = true;
		try {
			if (this.begun) {
				this.room.clear();
			}
		}
		catch (IOException ex) {
			// Whoever uses it next clears it first, and is told
		}
	}

}
