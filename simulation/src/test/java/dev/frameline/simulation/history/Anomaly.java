package dev.frameline.simulation.history;

/**
 * Something that cannot have happened on one database.
 *
 * @param kind which guarantee it breaks
 * @param description who saw what, and what he should have seen
 */
public record Anomaly(Kind kind, String description) {

	/** The guarantees, by what breaks them. */
	public enum Kind {

		/** An acknowledged transaction is not there. */
		LOST,

		/** A transaction is there more than once. */
		REPEATED,

		/** A refused transaction is there. */
		REFUSED_VISIBLE,

		/** Something is there that nobody wrote. */
		UNINVITED,

		/** A transaction comes after one that began only when it was over. */
		REAL_TIME,

		/** A transaction read something else than what was there at its place. */
		NOT_SERIALIZABLE,

		/** A read saw no beginning of any order. */
		NOT_A_PREFIX,

		/** A read saw values that do not belong together. */
		FRACTURED,

		/** A node went back. */
		WENT_BACK,

		/** A node did not show what it had acknowledged. */
		OWN_WRITE_MISSING,

		/** A read on the primary did not see what was acknowledged before. */
		STALE,

		/** A read did not see the bookmark that it waited for. */
		BOOKMARK_MISSED

	}

	@Override
	public String toString() {
		return this.kind + ": " + this.description;
	}

}
