package dev.frameline.write;

import org.sqlite.SQLiteCommitListener;

/**
 * Notices that SQLite has rolled the writer's transaction back: asked for, or by itself in the middle of a statement
 * ({@code OR ROLLBACK}, {@code RAISE(ROLLBACK)}, an interrupt, a full disk). To be registered once with the raw
 * connection.
 *
 * @see <a href="https://www.sqlite.org/c3ref/commit_hook.html">sqlite3_rollback_hook</a>
 */
final class RollbackWatch implements SQLiteCommitListener {

	private volatile boolean rolledBack;

	/** A transaction begins. */
	void begin() {
		this.rolledBack = false;
	}

	/** Whether it was rolled back since. */
	boolean rolledBack() {
		return this.rolledBack;
	}

	@Override
	public void onCommit() {
		// The path commits by itself and knows
	}

	@Override
	public void onRollback() {
		this.rolledBack = true;
	}

}
