package dev.frameline.database;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The guard of a node that hides nothing: every snapshot that SQLite takes is a visible one, so a step runs once.
 * Standalone nodes use it.
 */
public final class OpenGuard implements Guard {

	private volatile Object visible = new Object();

	@Override
	public <T> T begin(Connection connection, Step<T> step) throws SQLException {
		return step.run();
	}

	@Override
	public Object visible() {
		return this.visible;
	}

	/** Something was committed. Called after SQLite's {@code COMMIT} and before the lane is given on. */
	public void published() {
		this.visible = new Object();
	}

}
