package dev.frameline.autoconfigure.http;

/** The headers that Frameline adds to libSQL's protocol, libSQL's own one, and those of HTTP that it reads. */
public final class HeaderNames {

	/** Which database the asker believes in: a UUID. */
	public static final String DATABASE = "Frameline-Database";

	/** Which branch of it: a UUID. */
	public static final String BRANCH = "Frameline-Branch";

	/** {@code generation:frame}. In a request: where the asker is. In an answer: where the log ends. */
	public static final String POSITION = "Frameline-Position";

	/** The log's chain at {@link #POSITION}: 16 hexadecimal digits. */
	public static final String CHAIN = "Frameline-Chain";

	/** Who made the commit that a push carries: a UUID. With {@link #SERIAL} it makes the push an append. */
	public static final String ORIGIN = "Frameline-Origin";

	/** The origin's own counter, from 1. */
	public static final String SERIAL = "Frameline-Serial";

	/** {@code incarnation:counter}. In a request: the lease that is held. In an answer: the one granted last. */
	public static final String FENCE = "Frameline-Fence";

	/** How long an answer may be held until there is something to tell, in milliseconds. */
	public static final String WAIT = "Frameline-Wait";

	/** The answering node's wall clock, milliseconds since 1970. */
	public static final String TIME = "Frameline-Time";

	/** Frames since the database was born, at the log's end. */
	public static final String SEQUENCE = "Frameline-Sequence";

	/** When the first commit after this answer's frames was made, on the clock of {@link #TIME}; 0 if none was. */
	public static final String OLDEST_MISSING = "Frameline-Oldest-Missing";

	/** A generation at frame 0: {@code generation:first_sequence:salt:chain}, the last two as {@link #CHAIN}. */
	public static final String START = "Frameline-Start";

	/** In a pull: {@code accept}, changed pages are welcome. In its answer: how many of them the body has. */
	public static final String CHANGES = "Frameline-Changes";

	/** libSQL's: the key of an encrypting server, or the key that {@code serve.required-key} asks for. */
	public static final String ENCRYPTION_KEY = "x-turso-encryption-key";

	/** RFC 9110: when to come again, in seconds. */
	public static final String RETRY_AFTER = "Retry-After";

	/** RFC 9110: that a base can be had from any byte on. */
	public static final String ACCEPT_RANGES = "Accept-Ranges";

	/** RFC 9110: from which byte of a base on. */
	public static final String RANGE = "Range";

	/** RFC 9110: of which base that is meant, by its {@link #ETAG}. */
	public static final String IF_RANGE = "If-Range";

	/** RFC 9110: which bytes of how many follow. */
	public static final String CONTENT_RANGE = "Content-Range";

	/** RFC 9110: which base it is: its SHA-256, 64 hexadecimal digits in quotation marks. */
	public static final String ETAG = "ETag";

	/** RFC 9530: the SHA-256 of the whole base, in Base64. */
	public static final String REPR_DIGEST = "Repr-Digest";

	private HeaderNames() {
	}

}
