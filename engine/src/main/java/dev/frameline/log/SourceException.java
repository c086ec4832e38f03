package dev.frameline.log;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.frameline.FramelineException;

/** Why a source could not be asked. */
public class SourceException extends FramelineException {

	/** What a caller can do about it. */
	public enum Kind {

		/** No connection, or no answer in time: come again. */
		UNREACHABLE,

		/** An answer that asks to come again. */
		BUSY,

		/** The credentials were not accepted (401). */
		UNAUTHORIZED,

		/** The credentials do not allow this (403). */
		FORBIDDEN,

		/** An answer that the protocol does not know. */
		PROTOCOL

	}

	private final Kind kind;

	private final @Nullable Duration retryAfter;

	public SourceException(Kind kind, String message, @Nullable Throwable cause) {
		this(kind, message, null, cause);
	}

	public SourceException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
		super(message, cause);
		this.kind = kind;
		this.retryAfter = retryAfter;
	}

	public Kind kind() {
		return this.kind;
	}

	/** What a {@code Retry-After} said. */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
