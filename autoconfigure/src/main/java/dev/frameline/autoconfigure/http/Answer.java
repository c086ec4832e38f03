package dev.frameline.autoconfigure.http;

import java.time.Duration;

import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An answer, as the server sends it and as the client has read it. It carries JSON, or frames, or neither.
 *
 * @param status the HTTP status
 * @param headers without those that HTTP itself needs
 * @param json the body, if it is a JSON object
 * @param frames the body, if it is frames
 */
public record Answer(int status, Headers headers, @Nullable ObjectNode json, @Nullable Frames frames) {

	/** JSON key of what an answer is, in a word. */
	static final String STATUS = "status";

	/** JSON key of a sentence for people. */
	static final String ERROR = "error";

	private static final Duration DEFAULT_RETRY = Duration.ofSeconds(1);

	private static final long LONGEST_RETRY_SECONDS = 3600;

	static Answer of(int status, ObjectNode json) {
		return new Answer(status, new Headers(), json, null);
	}

	/** An answer that is not what was asked for: a word for programs and a sentence for people. */
	public static Answer failure(int status, String word, String error) {
		ObjectNode json = Json.object();
		json.put(STATUS, word);
		json.put(ERROR, error);
		return of(status, json);
	}

	/** 503: not looked at; {@code Retry-After} is rounded up to whole seconds. */
	public static Answer busy(String word, Duration retryAfter, String error) {
		Answer answer = failure(503, word, error);
		long seconds = Math.max(1, (retryAfter.toMillis() + 999) / 1000);
		answer.headers.put(HeaderNames.RETRY_AFTER, seconds);
		return answer;
	}

	/** An answer as it was received. */
	public static Answer received(int status, Headers headers, byte[] body) {
		return new Answer(status, headers, Json.parse(body), null);
	}

	/** The JSON body's bytes; empty if there is none. */
	public byte[] jsonBytes() {
		return (this.json != null) ? Json.bytes(this.json) : new byte[0];
	}

	/** The word under {@code status} in the JSON, or the empty text. */
	String word() {
		String word = Json.textOrNull(this.json, STATUS);
		return (word != null) ? word : "";
	}

	/** The sentence under {@code error} in the JSON, if there is one. */
	public @Nullable String error() {
		return Json.textOrNull(this.json, ERROR);
	}

	String errorOr(String otherwise) {
		String error = error();
		return (error != null) ? error : otherwise;
	}

	/** What {@code Retry-After} says in seconds, at most an hour; a second if it says nothing or a date. */
	public Duration retryAfter() {
		String value = this.headers.get(HeaderNames.RETRY_AFTER);
		if (value == null || !value.matches("\\d{1,9}")) {
			return DEFAULT_RETRY;
		}
		return Duration.ofSeconds(Math.min(Long.parseLong(value), LONGEST_RETRY_SECONDS));
	}

	/** For a status that the question does not know. */
	WireException unexpected() {
		String error = error();
		return new WireException("unexpected answer " + this.status + ((error != null) ? ": " + error : ""));
	}

}
