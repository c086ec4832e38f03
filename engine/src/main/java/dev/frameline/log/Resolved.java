package dev.frameline.log;

import dev.frameline.Mark;

/** What became of a commit whose append was not answered. */
public sealed interface Resolved {

	/**
	 * The log holds it.
	 * @param end the log right after it
	 */
	record Held(Mark end) implements Resolved {

	}

	/** The log does not hold it and will refuse this serial for ever. */
	record Void() implements Resolved {

	}

	/** The log keeps no record of who committed what, and nobody can ever be asked. */
	record Untold() implements Resolved {

	}

	/** The log gave no answer; the question stands. */
	record Unanswered(String reason) implements Resolved {

	}

}
