package dev.frameline.jdbc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Statements of which SQLite has said that they write, by their text, so that they need not be tried on a reader
 * again. Every read asks, so that asking takes no lock. Bounded: when it is full, it begins anew, and each statement is
 * tried once more.
 *
 * <p>Nothing is forgotten when the schema changes, by whomever, because nothing that is kept can lead a statement
 * astray: never that one reads is kept, and on the writer every statement does what it should. Whether one writes hangs
 * on its text; only {@code IF [NOT] EXISTS} makes it depend on the schema, and then it takes a turn on the writer in
 * which it changes nothing.
 */
final class RouteMemory {

	private static final int CAPACITY = 1_000;

	private final Set<String> writes = ConcurrentHashMap.newKeySet();

	boolean writes(String sql) {
		return this.writes.contains(sql);
	}

	void remember(String sql) {
		if (this.writes.size() >= CAPACITY) {
			this.writes.clear();
		}
		this.writes.add(sql);
	}

	int size() {
		return this.writes.size();
	}

}
