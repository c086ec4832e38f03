package dev.frameline.wal;

import dev.frameline.FramelineException;

/** A whole and sound WAL of a kind that is not spoken here. */
public class UnsupportedWalException extends FramelineException {

	UnsupportedWalException(String found) {
		super("Expected a WAL with pages of " + Frame.PAGE_SIZE + " bytes and little-endian checksums, found " + found
				+ ". Close the database with the application that wrote it, so that its WAL is checkpointed, and"
				+ " convert it with VACUUM INTO.");
	}

}
