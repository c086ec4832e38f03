package dev.frameline.autoconfigure.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import dev.frameline.Chain;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.StampedFrames;

/** Transactions made of pages that hold one byte each, many times over. */
public final class Transactions {

	private Transactions() {
	}

	/** One transaction over {@code pages} pages, filled with {@code content}; only its last frame commits. */
	public static Frames of(int pages, int content) {
		byte[] bytes = new byte[pages * Frame.SIZE];
		for (int page = 0; page < pages; page++) {
			int at = page * Frame.SIZE;
			ByteBuffer.wrap(bytes, at, 8).putInt(page + 1).putInt((page == pages - 1) ? pages : 0);
			Arrays.fill(bytes, at + Frame.HEADER_SIZE, at + Frame.SIZE, (byte) content);
		}
		return Frames.of(bytes);
	}

	public static StampedFrames stamped(Frames frames, long salt, Chain from) {
		try {
			return StampedFrames.stamp(frames, salt, from.value());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public static byte[] bytes(Frames frames) {
		byte[] bytes = new byte[(int) frames.bytes()];
		try {
			frames.read(0, frames.count(), bytes, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes;
	}

}
