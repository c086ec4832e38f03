package dev.frameline.autoconfigure.http;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;

/** One transaction that is nowhere: each frame is made when it is read. It remembers how it was read. */
public final class MadeFrames implements Frames, AutoCloseable {

	private final int count;

	private final AtomicInteger largest = new AtomicInteger();

	private final AtomicInteger furthest = new AtomicInteger();

	private final AtomicBoolean closed = new AtomicBoolean();

	public MadeFrames(int count) {
		this.count = count;
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public void read(int index, int count, byte[] into, int offset) {
		this.largest.accumulateAndGet(count, Math::max);
		for (int i = 0; i < count; i++) {
			ByteBuffer frame = ByteBuffer.wrap(into, offset + i * Frame.SIZE, Frame.SIZE).slice();
			frame.putInt(index + i + 1).putInt((index + i == this.count - 1) ? this.count : 0);
			while (frame.hasRemaining()) {
				frame.putLong((index + i) * 0x9e3779b97f4a7c15L + frame.position());
			}
		}
		this.furthest.accumulateAndGet(index + count, Math::max);
	}

	/** The most frames that were read at once. */
	public int largest() {
		return this.largest.get();
	}

	/** How many frames were read, in order. */
	public int furthest() {
		return this.furthest.get();
	}

	public boolean isClosed() {
		return this.closed.get();
	}

	@Override
	public void close() {
		this.closed.set(true);
	}

}
