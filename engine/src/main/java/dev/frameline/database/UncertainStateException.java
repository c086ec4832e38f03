package dev.frameline.database;

import java.io.IOException;

/**
 * A state record could be neither written nor taken back. Which one the next start finds is not known, and what either
 * needs must stay where it is.
 */
final class UncertainStateException extends IOException {

	private static final long serialVersionUID = 1L;

	UncertainStateException(IOException cause) {
		super("a state record could be neither written nor taken back: " + cause.getMessage(), cause);
	}

}
