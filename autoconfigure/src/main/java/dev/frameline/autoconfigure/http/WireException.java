package dev.frameline.autoconfigure.http;

import org.jspecify.annotations.Nullable;

/**
 * What came over the wire is not in the protocol. The message says what was expected and what came; whoever catches
 * it adds from where.
 */
public class WireException extends RuntimeException {

	public WireException(String message) {
		this(message, null);
	}

	public WireException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
