package dev.frameline.autoconfigure.http;

import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.wal.Frame;

/**
 * The frames that a path names: {@code /sync/{generation}/{start}/{end}}.
 *
 * @param generation from 1
 * @param start number of the first frame, from 1
 * @param end one more than the number of the last frame
 */
public record FrameRange(long generation, long start, long end) {

	public FrameRange {
		if (generation < 1 || start < 1 || end <= start || end - start > Integer.MAX_VALUE) {
			throw new WireException("Expected /sync/{generation}/{start}/{end} with a generation and a start of at least 1 "
					+ "and an end beyond the start, got " + generation + "/" + start + "/" + end);
		}
	}

	/** The {@code count} frames after {@code position}. */
	public static FrameRange after(Position position, int count) {
		long start = position.frame() + 1;
		return new FrameRange(position.generation(), start, start + count);
	}

	/**
	 * Reads three path segments.
	 * @throws WireException if they are not a range
	 */
	public static FrameRange parse(String generation, String start, String end) {
		try {
			return new FrameRange(Long.parseLong(generation), Long.parseLong(start), Long.parseLong(end));
		}
		catch (NumberFormatException ex) {
			throw new WireException("Expected /sync/{generation}/{start}/{end} with whole numbers, got " + generation + "/"
					+ start + "/" + end, ex);
		}
	}

	public int count() {
		return (int) (this.end - this.start);
	}

	public long bytes() {
		return (long) count() * Frame.SIZE;
	}

	/**
	 * The place before the first frame, with the chain that the headers tell.
	 * @throws WireException if the headers tell another position
	 */
	Mark before(Headers headers) {
		Position before = new Position(this.generation, this.start - 1);
		Position told = headers.position();
		if (told != null && !told.equals(before)) {
			throw new WireException("The path begins after " + before + ", but " + HeaderNames.POSITION + " says " + told);
		}
		return new Mark(before, headers.chain());
	}

	@Override
	public String toString() {
		return this.generation + "/" + this.start + "/" + this.end;
	}

}
