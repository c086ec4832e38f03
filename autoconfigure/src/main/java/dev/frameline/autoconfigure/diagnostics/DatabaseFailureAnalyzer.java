package dev.frameline.autoconfigure.diagnostics;

import dev.frameline.FramelineException;
import dev.frameline.database.DatabaseInUseException;
import dev.frameline.database.NotADatabaseException;
import dev.frameline.database.UnsupportedDatabaseException;
import dev.frameline.node.DivergedException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Explains why the file cannot be what the node is to be. It comes after the others, because it takes whatever the
 * engine throws: where no property helps, the engine's own sentence already says what does.
 */
@Order(1)
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<FramelineException> {

	private final String path;

	DatabaseFailureAnalyzer(Environment environment) {
		this.path = environment.getProperty("frameline.path", "the database");
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, FramelineException cause) {
		return new FailureAnalysis(cause.getMessage(), action(cause), rootFailure);
	}

	private @Nullable String action(FramelineException cause) {
		if (cause instanceof DatabaseInUseException) {
			return "Close whatever has " + this.path + " open, or give this node a frameline.path of its own. Every node "
					+ "has its own file, on the same machine too.";
		}
		if (cause instanceof NotADatabaseException || isNotADatabase(cause.getCause())) {
			return "Set frameline.path, which is " + this.path + ", to a SQLite database, or to a file that is not there "
					+ "yet.";
		}
		if (cause instanceof UnsupportedDatabaseException) {
			return "Write a copy that can be replicated and set frameline.path to it: sqlite3 " + this.path
					+ " \"PRAGMA journal_mode=DELETE; PRAGMA page_size=4096; PRAGMA auto_vacuum=NONE; VACUUM INTO 'copy.db'\"";
		}
		if (cause instanceof DivergedException) {
			return "Set frameline.primary.url to the primary that " + this.path + " was copied from. To give this file up "
					+ "and copy that primary's, start once with frameline.sync.on-divergence=rebootstrap: the file is set "
					+ "aside by date.";
		}
		return null;
	}

	/** A standalone node leaves it to SQLite to say so. */
	private static boolean isNotADatabase(@Nullable Throwable cause) {
		return cause instanceof SQLiteException ex && ex.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB;
	}

}
