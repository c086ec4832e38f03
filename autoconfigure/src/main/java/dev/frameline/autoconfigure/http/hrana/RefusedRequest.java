package dev.frameline.autoconfigure.http.hrana;

/** A request that is not taken as a whole. What was done of it before stays done. */
final class RefusedRequest extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private final String code;

	private RefusedRequest(int status, String code, String message) {
		super(message);
		this.status = status;
		this.code = code;
	}

	/** The request says something that the protocol does not know. */
	static RefusedRequest malformed(String message) {
		return new RefusedRequest(400, "PROTOCOL_ERROR", message);
	}

	static RefusedRequest expired() {
		return new RefusedRequest(400, "STREAM_EXPIRED", "The stream has expired due to inactivity");
	}

	/** Whoever asks may only read. */
	static RefusedRequest forbidden() {
		return new RefusedRequest(403, "FORBIDDEN", "this token allows reading only");
	}

	static RefusedRequest tooLarge(int most) {
		return new RefusedRequest(413, "REQUEST_TOO_LARGE",
				"a request may have " + most + " bytes here, as frameline.serve.sql.max-request-size says");
	}

	static RefusedRequest tooManyStreams(int most) {
		return new RefusedRequest(503, "TOO_MANY_STREAMS", most
				+ " streams are open, as many as frameline.serve.sql.max-streams allows; close one, or ask again later");
	}

	static RefusedRequest closing() {
		return new RefusedRequest(503, "SHUTTING_DOWN", "this node is being closed");
	}

	int status() {
		return this.status;
	}

	String code() {
		return this.code;
	}

}
