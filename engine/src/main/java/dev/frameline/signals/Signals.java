package dev.frameline.signals;

/**
 * Listens to one node. Called on the thread that does the work, which may hold the writer lane: it returns at once,
 * waits for nobody and throws nothing.
 */
public interface Signals {

	/** Nobody listens. */
	Signals NONE = new Signals() {
	};

	/** A statement outside a transaction, or a transaction, has found its connection. */
	default void routed(Target target) {
	}

	/**
	 * A write has ended, and the lane is free again unless its holder goes on with another one.
	 * @param nanos since it asked for the lane, or since the write before it
	 */
	default void wrote(WriteOutcome outcome, long nanos) {
	}

	/**
	 * A replica has dealt with its primary.
	 * @param outcome a word in lower case; which ones there are depends on the operation
	 * @param nanos without the time for which a pull was held
	 */
	default void synced(Operation operation, String outcome, long nanos) {
	}

	/** Something has crossed the network. */
	default void moved(Direction direction, long frames, long bytes) {
	}

	/** Where a statement runs. */
	enum Target {

		READER, WRITER

	}

	/** What a replica asks of its primary. */
	enum Operation {

		/** A step of following. */
		PULL,

		/** A step of following that had to fetch a base. */
		BOOTSTRAP,

		/** One attempt to append a commit. */
		PUSH

	}

	/** Which way frames went. */
	enum Direction {

		/** To this replica, from its primary; bytes of a base among them. */
		PULLED,

		/** From this replica, to its primary, which has accepted them. */
		PUSHED,

		/** From this primary, to those who follow. */
		SERVED,

		/** To this primary, from those who write. */
		RECEIVED

	}

}
