package dev.frameline.log.disk;

import dev.frameline.FramelineException;

/** A log directory that cannot be trusted: a file is missing, foreign, or lacks what was acknowledged. */
public class LogDamagedException extends FramelineException {

	public LogDamagedException(String message) {
		super(message);
	}

	public LogDamagedException(String message, Throwable cause) {
		super(message, cause);
	}

}
