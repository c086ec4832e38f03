package dev.frameline.wal;

/** Frames that no database could be made of. The message is a sentence without the database's name. */
public class UnsoundFramesException extends Exception {

	public UnsoundFramesException(String message) {
		super(message);
	}

}
