package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.StringJoiner;

import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * Rows that outlive their transaction. They are copied into a private in-memory database, so that what comes back is
 * the driver's own {@code ResultSet}, with the same names, types and conversions.
 */
final class DetachedRows extends DelegatingResultSet {

	private final Connection memory;

	private final ResultSet rows;

	private DetachedRows(Connection memory, ResultSet rows) {
		super(rows);
		this.memory = memory;
		this.rows = rows;
	}

	/** Reads {@code rows} of the driver to their end. */
	static ResultSet copy(ResultSet rows) throws SQLException {
		return detach((CoreStatement) rows.getStatement(), rows);
	}

	/** No rows, but the columns that a prepared statement of the driver would have. */
	static ResultSet columns(PreparedStatement prepared) throws SQLException {
		return detach((CoreStatement) prepared, null);
	}

	/** How many columns a statement of the driver has. */
	static int columnCount(PreparedStatement prepared) throws SQLException {
		return ((CoreStatement) prepared).pointer.safeRunInt(DB::column_count);
	}

	/** A generated key as the driver presents it: one column, one row; without a key, no row. */
	static ResultSet key(@Nullable Long key) throws SQLException {
		Connection memory = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
		String select = (key != null) ? "SELECT " + key + " AS \"last_insert_rowid()\"" : "SELECT 1 WHERE 1 = 2";
		return new DetachedRows(memory, memory.createStatement().executeQuery(select));
	}

	private static ResultSet detach(CoreStatement source, @Nullable ResultSet rows) throws SQLException {
		int count = source.pointer.safeRunInt(DB::column_count);
		Connection memory = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
		try {
			try (Statement statement = memory.createStatement()) {
				statement.executeUpdate(table(source, count));
			}
			if (rows != null) {
				insert(memory, rows, count);
			}
			return new DetachedRows(memory, memory.createStatement().executeQuery(select(source, count)));
		}
		catch (SQLException | RuntimeException | Error ex) {
			memory.close();
			throw ex;
		}
	}

	/**
	 * Declared types are kept, as the driver derives a column's JDBC type from them. Values that have passed a
	 * column's affinity are not changed by it again; {@code ANY} means a column of a strict table, which has none.
	 */
	private static String table(CoreStatement source, int count) throws SQLException {
		StringJoiner columns = new StringJoiner(", ", "CREATE TABLE copied (", ")");
		for (int column = 0; column < count; column++) {
			int index = column;
			String declared = source.pointer.safeRun((db, pointer) -> db.column_decltype(pointer, index));
			boolean keep = declared != null && !declared.equalsIgnoreCase("ANY");
			columns.add("c" + column + (keep ? " " + declared : ""));
		}
		return columns.toString();
	}

	private static void insert(Connection memory, ResultSet rows, int count) throws SQLException {
		memory.setAutoCommit(false);
		try (PreparedStatement insert = memory
			.prepareStatement("INSERT INTO copied VALUES (?" + ", ?".repeat(count - 1) + ")")) {
			while (rows.next()) {
				for (int column = 1; column <= count; column++) {
					insert.setObject(column, rows.getObject(column));
				}
				insert.executeUpdate();
			}
		}
		memory.setAutoCommit(true);
	}

	private static String select(CoreStatement source, int count) throws SQLException {
		StringJoiner select = new StringJoiner(", ", "SELECT ", " FROM copied ORDER BY rowid");
		for (int column = 0; column < count; column++) {
			int index = column;
			String name = source.pointer.safeRun((db, pointer) -> db.column_name(pointer, index));
			select.add("c" + column + " AS \"" + name.replace("\"", "\"\"") + "\"");
		}
		return select.toString();
	}

	@Override
	public boolean next() throws SQLException {
		return this.rows.next();
	}

	@Override
	public boolean isClosed() throws SQLException {
		return this.rows.isClosed();
	}

	@Override
	public ResultSetMetaData getMetaData() throws SQLException {
		return this.rows.getMetaData();
	}

	@Override
	public Statement getStatement() throws SQLException {
		return this.rows.getStatement();
	}

	@Override
	public void close() throws SQLException {
		this.rows.close();
		this.memory.close();
	}

}
