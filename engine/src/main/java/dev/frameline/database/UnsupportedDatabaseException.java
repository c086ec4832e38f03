package dev.frameline.database;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/** A SQLite database of a kind that cannot be replicated: other pages than 4096 bytes, or {@code auto_vacuum}. */
public class UnsupportedDatabaseException extends FramelineException {

	public UnsupportedDatabaseException(String message) {
		super(message);
	}

	public UnsupportedDatabaseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
