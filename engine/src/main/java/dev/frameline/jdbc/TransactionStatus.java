package dev.frameline.jdbc;

import java.sql.SQLException;

/**
 * What {@code sqlite3_get_autocommit} tells, for connections on which transactions are begun and ended as SQL text.
 * Those of this package unwrap to it.
 *
 * @see <a href="https://www.sqlite.org/c3ref/get_autocommit.html">sqlite3_get_autocommit</a>
 */
public interface TransactionStatus {

	/**
	 * Whether statements belong to a transaction. One that was begun as text and has been rolled back in the meantime, by
	 * SQLite itself or because it lasted too long, is over with this call.
	 */
	boolean isInTransaction() throws SQLException;

}
