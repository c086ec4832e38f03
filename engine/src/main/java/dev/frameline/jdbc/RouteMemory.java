package dev.frameline.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statements of which SQLite has said that they write, by their text, so that they need not be tried on a reader
 * again. Bounded; the one that was not asked for the longest goes first.
 *
 * <p>Nothing is forgotten when the schema changes, by whomever, because nothing that is kept can lead a statement
 * astray: never that one reads is kept, and on the writer every statement does what it should. Whether one writes hangs
 * on its text; only {@code IF [NOT] EXISTS} makes it depend on the schema, and then it takes a turn on the writer in
 * which it changes nothing.
 */
final class RouteMemory {

	private static final int CAPACITY = 1_000;

	private final Map<String, Boolean> writes = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > CAPACITY;
		}

	};

	synchronized boolean writes(String sql) {
		return this.writes.get(sql) != null;
	}

	synchronized void remember(String sql) {
		this.writes.put(sql, Boolean.TRUE);
	}

	synchronized int size() {
		return this.writes.size();
	}

}
