package dev.frameline.replica;

import dev.frameline.Position;

/** Frames that came and are not those that follow: changed on their way, or the source is not what it says. */
class BrokenFramesException extends Exception {

	BrokenFramesException(String message) {
		super(message + ". Nothing of the answer was used; it is asked for again");
	}

	static BrokenFramesException at(Position position) {
		return new BrokenFramesException(
				"the frame that came for " + position + " does not continue what this node holds: it was changed on its way");
	}

}
