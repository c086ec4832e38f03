package dev.frameline.node;

import dev.frameline.FramelineException;

/** A replica that was to sync before it starts, and whose history is not the primary's. */
public class DivergedException extends FramelineException {

	public DivergedException(String message) {
		super(message);
	}

}
