package dev.frameline.autoconfigure.http;

import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;

/**
 * The answer to a pull that has every changed page once. Its head says how many there are and where they lead; the body
 * may be as large as a database, so the head is judged before the body is read.
 */
public final class ChangesCodec {

	private ChangesCodec() {
	}

	static Answer encode(Pull pull, Pulled.Changes changes) {
		if (!pull.acceptsChanges()) {
			throw new IllegalStateException("The log answered with changes to a question for frames: whoever asked would "
					+ "take them for the frames after " + pull.after().position());
		}
		Headers headers = new Headers().putNewest(changes.newest())
			.putMark(changes.end())
			.putStart(changes.start())
			.put(HeaderNames.CHANGES, changes.frames().count());
		return new Answer(200, headers, null, changes.frames());
	}

	/** Whether an answer is one of changes. */
	public static boolean isHead(int status, Headers headers) {
		return status == 200 && headers.has(HeaderNames.CHANGES);
	}

	/**
	 * Reads a head.
	 * @throws WireException if changes were not asked for, or something that belongs to them is missing or cannot be
	 */
	public static Head head(Pull pull, Headers headers) {
		if (pull.room() == null) {
			throw new WireException("Expected frames, got " + HeaderNames.CHANGES + ", which were not asked for");
		}
		GenerationStart start = headers.start();
		Newest newest = headers.newest();
		if (start == null || newest == null || newest.mark().chain() == null) {
			throw new WireException(HeaderNames.CHANGES + " came without " + HeaderNames.START + ", "
					+ HeaderNames.POSITION + ", " + HeaderNames.CHAIN + " or " + HeaderNames.SEQUENCE);
		}
		requireLater(pull, newest.mark(), start);
		long least = start.firstSequence() + newest.mark().position().frame();
		if (newest.sequence() < least) {
			throw new WireException("Expected " + HeaderNames.SEQUENCE + " to be at least " + least + " at "
					+ newest.mark().position() + ", got " + newest.sequence());
		}
		return new Head(headers.changes(), start, newest);
	}

	private static void requireLater(Pull pull, Mark end, GenerationStart start) {
		if (end.position().generation() != start.generation() || !end.position().isAfter(pull.after().position())) {
			throw new WireException("Expected changes to lead from " + pull.after().position() + " to a later frame of "
					+ "generation " + start.generation() + ", they lead to " + end.position());
		}
	}

	/** The answer as a whole. */
	static Pulled decode(Pull pull, Answer answer) {
		Head head = head(pull, answer.headers());
		Frames frames = answer.frames();
		if (frames == null || frames.count() != head.count()) {
			throw new WireException("Expected " + head.count() + " changed pages, got "
					+ ((frames != null) ? frames.count() : 0));
		}
		return new Pulled.Changes(frames, head.newest().mark(), head.start(), head.newest());
	}

	/**
	 * What is known before the body is read.
	 *
	 * @param count how many changed pages there are, at least 1
	 * @param start the generation that they lead to
	 * @param newest its mark is where they lead
	 */
	public record Head(int count, GenerationStart start, Newest newest) {

		/** Bytes of the body. */
		public long bytes() {
			return (long) this.count * Frame.SIZE;
		}

	}

}
