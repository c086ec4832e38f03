package dev.frameline.autoconfigure.http;

import java.time.Duration;
import java.util.UUID;

import dev.frameline.CommitId;
import dev.frameline.log.Resolved;

/** {@code POST /resolve/{origin}/{serial}}: what became of a commit whose append was not answered. */
public final class ResolveCodec {

	private ResolveCodec() {
	}

	public static String path(CommitId id) {
		return "/resolve/" + id.origin() + "/" + id.serial();
	}

	/**
	 * Reads two path segments.
	 * @throws WireException if they are not a commit's id
	 */
	public static CommitId read(String origin, String serial) {
		try {
			return new CommitId(UUID.fromString(origin), Long.parseLong(serial));
		}
		catch (IllegalArgumentException ex) {
			throw new WireException("Expected /resolve/{origin}/{serial} with a UUID and a number from 1, got " + origin + "/"
					+ serial, ex);
		}
	}

	public static Answer encode(Resolved resolved) {
		if (resolved instanceof Resolved.Held held) {
			return PushCodec.verdict("held", held.end());
		}
		if (resolved instanceof Resolved.Void) {
			Answer answer = Answer.of(200, Json.object());
			if (answer.json() != null) {
				answer.json().put(Answer.STATUS, "void");
			}
			return answer;
		}
		String reason = (resolved instanceof Resolved.Unanswered unanswered) ? unanswered.reason()
				: "the log keeps no record of who committed what";
		return Answer.busy("unanswered", Duration.ofSeconds(1), reason);
	}

	/**
	 * Reads an answer.
	 * @throws WireException if it is none of a resolve's
	 */
	public static Resolved decode(Answer answer) {
		return switch (answer.status() + " " + answer.word()) {
			case "200 held" -> new Resolved.Held(PushCodec.mark(answer));
			case "200 void" -> new Resolved.Void();
			case "503 unanswered" -> new Resolved.Unanswered(answer.errorOr("the log gave no answer"));
			default -> throw answer.unexpected();
		};
	}

}
