package dev.frameline.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Statements of which SQLite has said that they write, by their text, so that they need not be tried on a reader
 * again. Bounded; the one that was not asked for the longest goes first. Forgotten when the schema changes.
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

	synchronized void forget() {
		this.writes.clear();
	}

	synchronized int size() {
		return this.writes.size();
	}

}
