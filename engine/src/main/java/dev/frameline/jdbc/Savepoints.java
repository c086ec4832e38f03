package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/** The savepoints of a transaction, outermost first, by SQLite's rules: a name may repeat, the innermost counts. */
final class Savepoints {

	private final List<String> names = new ArrayList<>();

	boolean contains(String name) {
		return this.names.contains(name);
	}

	void add(String name) {
		this.names.add(name);
	}

	/** Whether releasing {@code name} leaves none. */
	boolean isOutermost(String name) {
		return this.names.lastIndexOf(name) == 0;
	}

	void release(String name) {
		cut(this.names.lastIndexOf(name));
	}

	void rollBackTo(String name) {
		cut(this.names.lastIndexOf(name) + 1);
	}

	void clear() {
		this.names.clear();
	}

	/**
	 * A savepoint for {@link java.sql.Connection#setSavepoint()}.
	 * @param id which its connection has not used before
	 */
	static Savepoint unnamed(int id) {
		return new Unnamed(id);
	}

	static Savepoint named(String name) {
		return new Named(name);
	}

	static String nameOf(Savepoint savepoint) throws SQLException {
		if (savepoint instanceof Unnamed unnamed) {
			return "frameline_" + unnamed.id();
		}
		return savepoint.getSavepointName();
	}

	private void cut(int from) {
		if (from >= 0) {
			this.names.subList(from, this.names.size()).clear();
		}
	}

	private record Unnamed(int id) implements Savepoint {

		@Override
		public int getSavepointId() {
			return this.id;
		}

		@Override
		public String getSavepointName() throws SQLException {
			throw new SQLException("This savepoint has an id, not a name");
		}

	}

	private record Named(String name) implements Savepoint {

		@Override
		public int getSavepointId() throws SQLException {
			throw new SQLException("This savepoint has a name, not an id");
		}

		@Override
		public String getSavepointName() {
			return this.name;
		}

	}

}
