package dev.frameline.database;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/** A database file that another process, or another connection of this one, has open. */
public class DatabaseInUseException extends FramelineException {

	public DatabaseInUseException(String message) {
		super(message);
	}

	public DatabaseInUseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
