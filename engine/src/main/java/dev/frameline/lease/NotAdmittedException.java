package dev.frameline.lease;

import dev.frameline.log.Acquired;

/** A writer was not let in, because the lease was not to be had. */
public final class NotAdmittedException extends Exception {

	private final transient Acquired answer;

	NotAdmittedException(Acquired answer) {
		super(answer.text());
		this.answer = answer;
	}

	/** What was answered instead of a grant. */
	public Acquired answer() {
		return this.answer;
	}

}
