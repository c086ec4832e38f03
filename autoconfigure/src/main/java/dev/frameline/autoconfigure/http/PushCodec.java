package dev.frameline.autoconfigure.http;

import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /sync/{generation}/{start}/{end}[/{baton}]} as libSQL's clients send it: frames without identity. */
public final class PushCodec {

	private PushCodec() {
	}

	public static Push read(FrameRange range, @Nullable String baton, Frames frames) {
		return new Push(range.generation(), range.start(), range.end(), baton, frames);
	}

	public static Answer encode(Pushed pushed) {
		if (pushed instanceof Pushed.Ok ok) {
			return verdict("ok", ok.generation(), ok.maxFrame(), ok.baton());
		}
		if (pushed instanceof Pushed.Conflict conflict) {
			return verdict("conflict", conflict.generation(), conflict.maxFrame(), null);
		}
		if (pushed instanceof Pushed.Busy busy) {
			return Answer.busy("busy", busy.retryAfter(), "no turn came in time");
		}
		return Answer.failure(400, "malformed", ((Pushed.Malformed) pushed).reason());
	}

	/**
	 * Reads an answer.
	 * @throws WireException if it is none of a push's
	 */
	public static Pushed decode(Answer answer) {
		if (answer.status() == 503 || answer.status() == 429) {
			return new Pushed.Busy(answer.retryAfter());
		}
		if (answer.status() == 400 && answer.word().equals("malformed")) {
			return new Pushed.Malformed(answer.errorOr("the server took the frames for malformed"));
		}
		if (answer.status() / 100 != 2) {
			throw answer.unexpected();
		}
		long generation = Json.number(answer.json(), "generation", 1, Json.UNSIGNED_INT);
		long maxFrame = Json.number(answer.json(), "max_frame_no", 0, Json.UNSIGNED_INT);
		return switch (answer.word()) {
			case "ok" -> new Pushed.Ok(generation, maxFrame, baton(answer));
			case "conflict" -> new Pushed.Conflict(generation, maxFrame);
			default -> throw new WireException("Expected the status 'ok' or 'conflict', got '" + answer.word() + "'");
		};
	}

	/** A baton becomes a segment of a path; one that could become more than that is not taken. */
	private static @Nullable String baton(Answer answer) {
		String baton = Json.textOrNull(answer.json(), "baton");
		if (baton != null && !baton.matches("[A-Za-z0-9._~=-]{1,512}")) {
			throw new WireException("Expected a baton that fits into a path, got '" + baton + "'");
		}
		return baton;
	}

	static Answer verdict(String word, Mark mark) {
		Answer answer = verdict(word, mark.position().generation(), mark.position().frame(), null);
		answer.headers().putMark(mark);
		return answer;
	}

	private static Answer verdict(String word, long generation, long maxFrame, @Nullable String baton) {
		ObjectNode json = Json.object();
		json.put(Answer.STATUS, word);
		json.put("generation", generation);
		json.put("max_frame_no", maxFrame);
		json.put("baton", baton);
		return Answer.of(200, json);
	}

	/** Where a verdict says that the log ends. */
	static Mark mark(Answer answer) {
		return new Mark(new Position(Json.number(answer.json(), "generation", 1, Json.UNSIGNED_INT),
				Json.number(answer.json(), "max_frame_no", 0, Json.UNSIGNED_INT)), answer.headers().chain());
	}

}
