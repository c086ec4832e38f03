package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Prefix, on three nodes: whatever is read where, it is a whole transaction of the one history. Fails if a reader sees
 * a part of a transaction, a write that was refused, or two nodes that disagree about the number of one.
 */
class PrefixOverHttpTests {

	private static final int TRANSACTIONS = 15;

	/** By number, what any reader anywhere has seen of it. */
	private final Map<Long, String> seen = new ConcurrentHashMap<>();

	private final Set<String> refused = ConcurrentHashMap.newKeySet();

	private final Set<String> accepted = ConcurrentHashMap.newKeySet();

	@Test
	void readersOfEveryKindSeeWholeAcceptedTransactionsOnEveryNode(@TempDir Path directory) throws Exception {
		try (Nodes nodes = new Nodes(directory); Readers readers = new Readers()) {
			Member primary = nodes.primary();
			Ledger.create(primary);
			Member first = nodes.replica("first", primary.url());
			Member second = nodes.replica("second", primary.url());
			List<Member> all = List.of(primary, first, second);
			for (Member node : all) {
				readers.start(node, Ledger.QUERY, (row, before) -> saw(Ledger.check(row)));
			}
			first.catchUpWith(primary);
			second.catchUpWith(primary);
			conflict(primary, first, second);
			write(all);
			first.catchUpWith(primary);
			second.catchUpWith(primary);
			readers.stop();
			assertThat(readers.reads()).isGreaterThan(500);
			assertThat(this.refused).isNotEmpty();
			assertThat(this.seen.values()).doesNotContainAnyElementsOf(this.refused);
			for (Member node : all) {
				assertThat(node.number("SELECT count(*) FROM entry")).isEqualTo(this.accepted.size() + 1L);
				assertThat(entries(node)).containsAllEntriesOf(this.seen);
			}
		}
	}

	private void saw(Ledger.Seen state) {
		assertThat(this.seen.computeIfAbsent(state.n(), (n) -> state.mark())).isEqualTo(state.mark());
	}

	/** Two transactions from one position: the second is refused, after its node has committed it hidden. */
	private void conflict(Member primary, Member first, Member second) throws SQLException {
		try (Connection one = first.dataSource().getConnection();
				Connection other = second.dataSource().getConnection()) {
			one.setAutoCommit(false);
			other.setAutoCommit(false);
			Ledger.move(other, "too late", new Random(2));
			primary.takeLeaseFrom(second);
			Ledger.move(one, "in time", new Random(1));
			one.commit();
			assertThatExceptionOfType(SQLTransactionRollbackException.class).isThrownBy(other::commit);
		}
		this.accepted.add("in time");
		this.refused.add("too late");
	}

	private void write(List<Member> all) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(all.size());
		try {
			List<Future<?>> writers = new ArrayList<>();
			for (Member node : all) {
				String name = node.file().getParent().getFileName().toString();
				writers.add(threads.submit(() -> write(node, name)));
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private @Nullable Void write(Member node, String name) throws SQLException {
		Random random = new Random(name.hashCode());
		int done = 0;
		for (int attempt = 0; done < TRANSACTIONS; attempt++) {
			String mark = name + " " + attempt;
			try (Connection connection = node.dataSource().getConnection()) {
				connection.setAutoCommit(false);
				Ledger.move(connection, mark, random);
				connection.commit();
				this.accepted.add(mark);
				done++;
			}
			catch (SQLTransactionRollbackException ex) {
				this.refused.add(mark);
			}
		}
		return null;
	}

	private static Map<Long, String> entries(Member node) throws SQLException {
		Map<Long, String> entries = new ConcurrentHashMap<>();
		Set<String> marks = new HashSet<>();
		try (Connection connection = node.dataSource().getConnection();
				var statement = connection.createStatement();
				var rows = statement.executeQuery("SELECT n, mark FROM entry")) {
			while (rows.next()) {
				entries.put(rows.getLong(1), rows.getString(2));
				assertThat(marks.add(rows.getString(2))).as("counted once").isTrue();
			}
		}
		return entries;
	}

}
