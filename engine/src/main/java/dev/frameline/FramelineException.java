package dev.frameline;

import org.jspecify.annotations.Nullable;

/**
 * Something that Frameline cannot do. The message begins with the database's name and says what was expected, what
 * came, and what to do next.
 */
public class FramelineException extends RuntimeException {

	public FramelineException(String message) {
		super(message);
	}

	public FramelineException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
