package dev.frameline;

import org.jspecify.annotations.Nullable;

/**
 * Something that Frameline cannot do. The message begins with the database's name and says what was expected, what
 * came, and what to do next.
 */
public class FramelineException extends RuntimeException {

	public FramelineException(String message) {
		super(message);
	}

	public FramelineException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

	/**
	 * A sentence without the database's name at its beginning, to stand inside another one that has it already.
	 * @param name the database's name
	 */
	public static String withoutName(String name, String sentence) {
		String beginning = "Database '" + name + "': ";
		return sentence.startsWith(beginning) ? sentence.substring(beginning.length()) : sentence;
	}

}
