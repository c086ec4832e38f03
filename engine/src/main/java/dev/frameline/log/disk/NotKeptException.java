package dev.frameline.log.disk;

/**
 * The log was asked about a generation that it does not keep, or no longer: old ones go while they are asked about.
 */
public class NotKeptException extends IllegalArgumentException {

	NotKeptException(String message) {
		super(message);
	}

}
