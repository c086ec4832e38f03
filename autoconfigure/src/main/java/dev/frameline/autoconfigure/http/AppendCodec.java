package dev.frameline.autoconfigure.http;

import java.time.Duration;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.Frames;

/**
 * {@code POST /sync/{generation}/{start}/{end}} with {@code Frameline-Origin}: one transaction of a Frameline node,
 * and what the log said of it.
 */
public final class AppendCodec {

	private AppendCodec() {
	}

	public static FrameRange range(Append append) {
		return FrameRange.after(append.expected().position(), append.frames().count());
	}

	public static Headers headers(Append append) {
		return new Headers().putLineage(append.lineage())
			.putMark(append.expected())
			.putCommit(append.id())
			.put(HeaderNames.FENCE, append.fence());
	}

	/** @throws WireException if the headers contradict the path */
	public static Append read(FrameRange range, CommitId id, Headers headers, Frames frames) {
		Fence fence = headers.fence();
		return new Append(headers.lineage(), id, (fence != null) ? fence : Fence.NONE, range.before(headers), frames);
	}

	public static Answer encode(Appended appended) {
		if (appended instanceof Appended.Accepted accepted) {
			return PushCodec.verdict("ok", accepted.end());
		}
		if (appended instanceof Appended.Conflict conflict) {
			return PushCodec.verdict("conflict", conflict.newest());
		}
		if (appended instanceof Appended.Rolled rolled) {
			Answer answer = Answer.failure(409, "rolled", "the generation has ended where the transaction begins; it may "
					+ "come again at frame 0 of generation " + rolled.next().generation());
			answer.headers().putStart(rolled.next());
			return answer;
		}
		if (appended instanceof Appended.Fenced fenced) {
			return fenced(fenced.current());
		}
		if (appended instanceof Appended.Diverged diverged) {
			return DivergenceCodec.encode(diverged.divergence());
		}
		if (appended instanceof Appended.Refused refused) {
			return Answer.failure(422, "refused", refused.reason());
		}
		if (appended instanceof Appended.Busy busy) {
			return Answer.busy("busy", busy.retryAfter(), "no turn came in time");
		}
		if (appended instanceof Appended.NotSent notSent) {
			return Answer.busy("busy", Duration.ofSeconds(1), notSent.reason());
		}
		return Answer.failure(504, "unknown", ((Appended.Unknown) appended).reason());
	}

	/** What it was done under is not, or no longer, the lease. */
	static Answer fenced(Fence current) {
		Answer answer = Answer.failure(409, "fenced", "the lease is not, or no longer, this node's");
		answer.headers().put(HeaderNames.FENCE, current);
		return answer;
	}

	/**
	 * Reads an answer.
	 * @throws WireException if it is none of an append's
	 */
	public static Appended decode(Append append, Answer answer) {
		return switch (answer.status() + " " + answer.word()) {
			case "200 ok" -> new Appended.Accepted(accepted(append, answer));
			case "200 conflict" -> new Appended.Conflict(PushCodec.mark(answer));
			case "409 rolled" -> new Appended.Rolled(next(append, answer));
			case "409 fenced" -> new Appended.Fenced(fence(answer));
			case "409 diverged" -> new Appended.Diverged(DivergenceCodec.decode(answer));
			case "422 refused" -> new Appended.Refused(answer.errorOr("the log refused it"));
			case "503 busy" -> new Appended.Busy(answer.retryAfter());
			case "504 unknown" -> new Appended.Unknown(answer.errorOr("the log does not know"));
			default -> throw answer.unexpected();
		};
	}

	private static Mark accepted(Append append, Answer answer) {
		Mark end = PushCodec.mark(answer);
		Position expected = append.expected().position().plus(append.frames().count());
		if (!end.position().equals(expected)) {
			throw new WireException("Expected the log to end at " + expected + " after the transaction, it answered ok at "
					+ end.position());
		}
		return end;
	}

	private static GenerationStart next(Append append, Answer answer) {
		GenerationStart next = answer.headers().start();
		if (next == null) {
			throw new WireException("409 rolled came without " + HeaderNames.START);
		}
		return StartCodec.following(append.expected().position().generation(), next);
	}

	/** The fence that an answer has to have. */
	static Fence fence(Answer answer) {
		Fence fence = answer.headers().fence();
		if (fence == null) {
			throw new WireException(answer.status() + " " + answer.word() + " came without " + HeaderNames.FENCE);
		}
		return fence;
	}

}
