package dev.frameline.log.disk;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/**
 * Something could not be written to the log, and the log does not hold it: the files were cut back, durably, before
 * this was told. The log goes on.
 */
public class LogWriteException extends FramelineException {

	public LogWriteException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
