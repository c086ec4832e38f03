package dev.frameline.autoconfigure.http;

import java.time.Duration;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST} and {@code DELETE /lease/{origin}}: the right to be the only writer, asked for, kept and given back. */
public final class LeaseCodec {

	/** JSON key of how long after the question the grant began, in milliseconds. */
	private static final String WAITED = "waited_ms";

	/** JSON key of how long the grant is good for from then on, in milliseconds. */
	private static final String DURATION = "duration_ms";

	/** JSON key of whether somebody else waits. */
	private static final String WANTED = "wanted";

	/** JSON key of who has it, as the end of a sentence. */
	private static final String HOLDER = "holder";

	private LeaseCodec() {
	}

	public static String path(UUID origin) {
		return "/lease/" + origin;
	}

	/**
	 * Reads a path segment.
	 * @throws WireException if it is not an origin
	 */
	public static UUID origin(String segment) {
		try {
			return UUID.fromString(segment);
		}
		catch (IllegalArgumentException ex) {
			throw new WireException("Expected /lease/{origin} with a UUID, got " + segment, ex);
		}
	}

	public static Headers headers(Acquire acquire) {
		Headers headers = new Headers().putLineage(acquire.lineage()).putMark(acquire.at());
		if (acquire.renews()) {
			headers.put(HeaderNames.FENCE, acquire.fence());
		}
		if (acquire.hold().toMillis() > 0) {
			headers.put(HeaderNames.WAIT, acquire.hold().toMillis());
		}
		return headers;
	}

	/** @throws WireException if the headers do not say where the asker is */
	public static Acquire read(UUID origin, Headers headers) {
		Mark at = headers.mark();
		if (at == null) {
			throw new WireException("Expected " + HeaderNames.POSITION + " to say where the node is, got nothing");
		}
		return new Acquire(headers.lineage(), origin, at, fence(headers), headers.hold());
	}

	/** The grant that is meant; {@link Fence#NONE} if none is. */
	public static Fence fence(Headers headers) {
		Fence fence = headers.fence();
		return (fence != null) ? fence : Fence.NONE;
	}

	public static Answer encode(Acquired acquired) {
		if (acquired instanceof Acquired.Granted granted) {
			return granted(granted);
		}
		if (acquired instanceof Acquired.Fenced fenced) {
			return AppendCodec.fenced(fenced.current());
		}
		if (acquired instanceof Acquired.Diverged diverged) {
			return DivergenceCodec.encode(diverged.divergence());
		}
		if (acquired instanceof Acquired.Refused refused) {
			return Answer.failure(422, "refused", refused.reason());
		}
		if (acquired instanceof Acquired.Busy busy) {
			return busy(busy);
		}
		if (acquired instanceof Acquired.Unreachable unreachable) {
			return Answer.busy("busy", Duration.ofSeconds(1), unreachable.reason());
		}
		return Answer.failure(404, "not_found", "no leases are granted here");
	}

	private static Answer granted(Acquired.Granted granted) {
		Answer answer = PushCodec.verdict("granted", granted.newest());
		answer.headers().put(HeaderNames.FENCE, granted.fence());
		if (answer.json() != null) {
			// Rounded down: the asker's clock must not end after the granter's
			answer.json().put(WAITED, granted.waited().toMillis());
			answer.json().put(DURATION, granted.duration().toMillis());
			answer.json().put(WANTED, granted.wanted());
		}
		return answer;
	}

	private static Answer busy(Acquired.Busy busy) {
		Answer answer = Answer.busy("busy", busy.retryAfter(),
				(busy.holder() != null) ? busy.holder() : "the lease did not come free in time");
		if (answer.json() != null) {
			answer.json().put(HOLDER, busy.holder());
		}
		return answer;
	}

	/** The answer to who gives it back. */
	public static Answer released() {
		ObjectNode json = Json.object();
		json.put(Answer.STATUS, "released");
		return Answer.of(200, json);
	}

	/**
	 * Reads an answer.
	 * @throws WireException if it is none of a lease's
	 */
	public static Acquired decode(Answer answer) {
		return switch (answer.status() + " " + answer.word()) {
			case "200 granted" -> granted(answer);
			case "409 fenced" -> new Acquired.Fenced(AppendCodec.fence(answer));
			case "409 diverged" -> new Acquired.Diverged(DivergenceCodec.decode(answer));
			case "422 refused" -> new Acquired.Refused(answer.errorOr("the primary refused it"));
			case "503 busy" -> new Acquired.Busy(Json.textOrNull(answer.json(), HOLDER), answer.retryAfter());
			default -> other(answer);
		};
	}

	/** A server that does not know the path, or the method, is one without leases. */
	private static Acquired other(Answer answer) {
		if (answer.status() == 404 || answer.status() == 405) {
			return new Acquired.Unsupported();
		}
		throw answer.unexpected();
	}

	private static Acquired granted(Answer answer) {
		Fence fence = AppendCodec.fence(answer);
		if (fence.compareTo(Fence.NONE) <= 0) {
			throw new WireException("Expected a fence after " + Fence.NONE + ", got " + fence);
		}
		return new Acquired.Granted(fence, millis(answer, WAITED, 0), millis(answer, DURATION, 1), PushCodec.mark(answer),
				Json.flag(answer.json(), WANTED));
	}

	private static Duration millis(Answer answer, String key, long least) {
		return Duration.ofMillis(Json.number(answer.json(), key, least, Duration.ofDays(1).toMillis()));
	}

}
