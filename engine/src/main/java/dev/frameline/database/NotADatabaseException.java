package dev.frameline.database;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/** A file that is not a SQLite database. */
public class NotADatabaseException extends FramelineException {

	public NotADatabaseException(String message) {
		super(message);
	}

	public NotADatabaseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
