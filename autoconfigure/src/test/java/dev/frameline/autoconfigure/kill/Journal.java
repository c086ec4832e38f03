package dev.frameline.autoconfigure.kill;

/** Is told what a {@link Workload} tries and what became of it, as soon as it knows. */
interface Journal {

	/** Told before the first statement. */
	void tried(long id, Kind kind);

	/** It was committed: whoever committed was told so. */
	void kept(long id);

	/** It was rolled back, by the writer or with an error that says that nothing was changed. */
	void refused(long id);

	/** Nobody could tell the writer. */
	void open(long id);

	/** A reader was shown this many counted transactions. */
	void saw(long counted);

	/** What should not happen at all. */
	void broken(String what);

	/** What a transaction does. */
	enum Kind {

		/** Inserts a row, in auto-commit. */
		SINGLE,

		/** Inserts a few rows. */
		SEVERAL,

		/** Counts itself and inserts a row. */
		COUNTED,

		/** Counts itself alone, in auto-commit. */
		BARE,

		/** Inserts some hundred pages. */
		LARGE,

		/** Makes a table, inserts a row, drops the table that the same writer made before. */
		TABLE,

		/** Inserts rows and rolls back. */
		GIVEN_UP

	}

}
