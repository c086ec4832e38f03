package dev.frameline.autoconfigure;

import dev.frameline.FramelineException;

/**
 * Settings that cannot be honoured.
 */
public class FramelineConfigurationException extends FramelineException {

	private final String action;

	/**
	 * @param problem what was expected and what came
	 * @param action what to write instead
	 */
	public FramelineConfigurationException(String problem, String action) {
		super(problem);
		this.action = action;
	}

	/** What to write instead, as a sentence. */
	public String action() {
		return this.action;
	}

}
