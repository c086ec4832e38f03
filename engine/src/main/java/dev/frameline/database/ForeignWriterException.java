package dev.frameline.database;

import dev.frameline.FramelineException;

/** Somebody other than this node has written to its file. */
public class ForeignWriterException extends FramelineException {

	ForeignWriterException(String name, String expected, String found) {
		super("Database '" + name + "': somebody else has written to the file. Expected the wal-index header [" + expected
				+ "], found [" + found + "]. Writing has stopped, because the node no longer knows what the file holds."
				+ " Keep other processes from writing to it, set the file aside and restart the node.");
	}

}
