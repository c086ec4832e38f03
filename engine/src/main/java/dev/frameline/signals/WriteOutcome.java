package dev.frameline.signals;

import java.sql.SQLException;
import java.util.Locale;

/** How a write ended. */
public enum WriteOutcome {

	COMMITTED,

	/** By its holder, by SQLite, or because it lasted too long. */
	ROLLED_BACK,

	/** The log went on without it. */
	CONFLICT,

	/** The log could not be reached; nothing was changed. */
	OFFLINE,

	/** Nobody can tell yet whether the log holds it. */
	UNKNOWN,

	/** The log takes no commit of this node. */
	REFUSED,

	/** The writer did not come free in time. */
	TIMED_OUT,

	/** Anything else. */
	FAILED;

	/** What the write path says by its {@code SQLState}. */
	public static WriteOutcome of(SQLException failure) {
		String state = (failure.getSQLState() != null) ? failure.getSQLState() : "";
		return switch (state) {
			case "40001" -> CONFLICT;
			case "40000" -> ROLLED_BACK;
			case "08001" -> OFFLINE;
			case "08007" -> UNKNOWN;
			case "08004" -> REFUSED;
			case "HYT00" -> TIMED_OUT;
			default -> FAILED;
		};
	}

	/** As it is shown: in lower case with hyphens. */
	public String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
