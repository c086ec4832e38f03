package dev.frameline.autoconfigure.http;

import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /sync/{generation}/{start}/{end}}: a question for frames and its answers. */
public final class PullCodec {

	/** JSON key of the generation right after the one that has ended. */
	private static final String NEXT = "next";

	private PullCodec() {
	}

	public static FrameRange range(Pull pull) {
		Position after = pull.after().position();
		return FrameRange.after(after, pull.maxFrames());
	}

	public static Headers headers(Pull pull) {
		Headers headers = new Headers().putLineage(pull.lineage()).putMark(pull.after());
		if (pull.hold().toMillis() > 0) {
			headers.put(HeaderNames.WAIT, pull.hold().toMillis());
		}
		if (pull.room() != null) {
			headers.put(HeaderNames.CHANGES, Headers.ACCEPT);
		}
		return headers;
	}

	/** @throws WireException if the headers contradict the path */
	public static Pull read(FrameRange range, Headers headers) {
		return new Pull(headers.lineage(), range.before(headers), range.count(), headers.hold(), headers.acceptChanges(),
				null);
	}

	public static Answer encode(Pull pull, Pulled pulled) {
		if (pulled instanceof Pulled.Batch batch && batch.frames().count() > 0) {
			return new Answer(200, new Headers().putNewest(batch.newest()), null, batch.frames());
		}
		if (pulled instanceof Pulled.Batch batch) {
			// An answer without a byte would be an error to libSQL's clients
			return upToDate(pull, batch.newest());
		}
		if (pulled instanceof Pulled.UpToDate upToDate) {
			return upToDate(pull, upToDate.newest());
		}
		if (pulled instanceof Pulled.Ended ended) {
			Mark end = (ended.newest() != null) ? ended.newest().mark() : null;
			boolean known = end != null && end.position().generation() == ended.generation();
			Answer answer = noFrames(ended.generation(), known ? end.position().frame() : 0, ended.newest());
			if (ended.next() != null && answer.json() != null) {
				StartCodec.put(answer.json(), NEXT, ended.next());
			}
			return answer;
		}
		if (pulled instanceof Pulled.Changes changes) {
			return ChangesCodec.encode(pull, changes);
		}
		if (pulled instanceof Pulled.Gone gone) {
			return Answer.failure(410, "gone", gone.reason());
		}
		return DivergenceCodec.encode(((Pulled.Diverged) pulled).divergence());
	}

	private static Answer upToDate(Pull pull, @Nullable Newest newest) {
		Position after = pull.after().position();
		return noFrames(after.generation(), after.frame(), newest);
	}

	/** 400 is how libSQL says that there is nothing more; all four keys are there for its second client. */
	private static Answer noFrames(long generation, long maxFrame, @Nullable Newest newest) {
		ObjectNode json = Json.object();
		json.put(Answer.STATUS, "checkpoint_needed");
		json.put("generation", generation);
		json.put("max_frame_no", maxFrame);
		json.putNull("baton");
		return new Answer(400, new Headers().putNewest(newest), json, null);
	}

	/**
	 * Reads an answer.
	 * @throws WireException if it is none of a pull's
	 */
	public static Pulled decode(Pull pull, Answer answer) {
		Newest newest = answer.headers().newest();
		if (ChangesCodec.isHead(answer.status(), answer.headers())) {
			return ChangesCodec.decode(pull, answer);
		}
		return switch (answer.status()) {
			case 200, 204 -> (answer.frames() != null && answer.frames().count() > 0)
					? new Pulled.Batch(answer.frames(), newest) : new Pulled.UpToDate(newest);
			// 500 is what libSQL's own server says of an empty database
			case 400, 500 -> end(pull, answer, newest);
			case 410 -> new Pulled.Gone(answer.errorOr("the generation is no longer kept"));
			case 409 -> diverged(answer);
			default -> throw answer.unexpected();
		};
	}

	private static Pulled end(Pull pull, Answer answer, @Nullable Newest newest) {
		if (!Json.has(answer.json(), "generation")) {
			throw answer.unexpected();
		}
		long generation = Json.number(answer.json(), "generation", 1, Json.UNSIGNED_INT);
		long own = pull.after().position().generation();
		if (generation < own) {
			throw new WireException("this node is in generation " + own + ", the newest generation there is " + generation
					+ ": the server was restored, or is another one");
		}
		return (generation == own) ? new Pulled.UpToDate(newest)
				: new Pulled.Ended(generation, next(own, answer.json()), newest);
	}

	private static @Nullable GenerationStart next(long own, @Nullable ObjectNode json) {
		return Json.has(json, NEXT) ? StartCodec.following(own, StartCodec.read(json, NEXT)) : null;
	}

	private static Pulled diverged(Answer answer) {
		if (!answer.word().equals(DivergenceCodec.WORD)) {
			throw answer.unexpected();
		}
		return new Pulled.Diverged(DivergenceCodec.decode(answer));
	}

}
