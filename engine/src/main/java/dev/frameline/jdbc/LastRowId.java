package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import org.sqlite.Function;

/**
 * What {@code last_insert_rowid()} answers on a reader: the row id of the last insert of the logical connection that
 * uses it, which was made on the writer. jOOQ and many applications ask for keys this way.
 *
 * @see <a href="https://www.sqlite.org/lang_corefunc.html#last_insert_rowid">SQLite's own function</a>
 */
final class LastRowId extends Function {

	private static final int NO_ARGUMENTS = 0;

	private static final int NO_FLAGS = 0;

	private long value;

	/** Takes the place of SQLite's function on a connection. */
	void on(Connection raw) throws SQLException {
		create(raw, "last_insert_rowid", this, NO_ARGUMENTS, NO_FLAGS);
	}

	void set(long value) {
		this.value = value;
	}

	@Override
	protected void xFunc() throws SQLException {
		result(this.value);
	}

}
