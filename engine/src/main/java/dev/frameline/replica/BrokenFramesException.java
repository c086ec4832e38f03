package dev.frameline.replica;

import dev.frameline.Position;

/** A frame that came is not the one that follows: it was changed on its way, or the source is not what it says. */
class BrokenFramesException extends Exception {

	BrokenFramesException(Position position) {
		super("the frame that came for " + position + " does not continue what this node holds: it was changed on its"
				+ " way. Nothing of the answer was used; it is asked for again");
	}

}
