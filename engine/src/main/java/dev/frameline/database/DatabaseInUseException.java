package dev.frameline.database;

import java.nio.file.Path;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/** Somebody else has the database open: another process, another context, or another connection of this one. */
public class DatabaseInUseException extends FramelineException {

	/** @param owner who has it, as far as is known */
	public DatabaseInUseException(String name, Path database, String owner) {
		super("Database '" + name + "': expected to be the only owner of " + database + ", but it is in use by " + owner
				+ ". Stop that one, or give this node a path of its own.");
	}

	public DatabaseInUseException(String message) {
		super(message);
	}

	public DatabaseInUseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
