package dev.frameline.log.disk;

import dev.frameline.FramelineException;
import org.jspecify.annotations.Nullable;

/**
 * The log takes nothing any more. What was in flight when it stopped may or may not be found by the next
 * {@link LogDirectory#open}: nobody can tell before.
 */
public class LogStoppedException extends FramelineException {

	public LogStoppedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
