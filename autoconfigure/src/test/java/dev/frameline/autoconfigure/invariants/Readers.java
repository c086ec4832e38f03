package dev.frameline.autoconfigure.invariants;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * Threads that read until they are stopped, in all the ways that an application can. Not through the writer pool:
 * whoever reads there is a writer to the others, and waits for its turn.
 */
final class Readers implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Future<?>> running = new ArrayList<>();

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicLong reads = new AtomicLong();

	/** Looks at the one row of a query; called in the reader's thread. */
	@FunctionalInterface
	interface Look {

		/** What is known before a read begins. */
		default long before() {
			return 0;
		}

		/** @param before what was known when this read began, or the transaction that it is in */
		void at(ResultSet row, long before) throws SQLException;

	}

	/** Starts a reader of every kind on a node. */
	void start(Member node, String query, Look look) {
		this.running.add(this.threads.submit(() -> inAutoCommit(node.dataSource(), query, look)));
		this.running.add(this.threads.submit(() -> prepared(node.dataSource(), query, look)));
		this.running.add(this.threads.submit(() -> inReadOnlyTransactions(node.dataSource(), query, look)));
		this.running.add(this.threads.submit(() -> inAutoCommit(node.readerPool(), query, look)));
	}

	/** How many reads have been completed. */
	long reads() {
		return this.reads.get();
	}

	/** Whether any of them came upon something that {@link #stop()} will throw. */
	boolean hasFailed() {
		return this.running.stream().anyMatch(Future::isDone);
	}

	/** Stops them. Throws what any of them came upon. */
	void stop() throws Exception {
		this.over.set(true);
		for (Future<?> reader : this.running) {
			reader.get();
		}
	}

	private @Nullable Void inAutoCommit(DataSource dataSource, String query, Look look) throws SQLException {
		while (!this.over.get()) {
			long before = look.before();
			try (Connection connection = dataSource.getConnection();
					Statement statement = connection.createStatement();
					ResultSet row = statement.executeQuery(query)) {
				seen(row, look, before);
			}
		}
		return null;
	}

	private @Nullable Void prepared(DataSource dataSource, String query, Look look) throws SQLException {
		try (Connection connection = dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(query)) {
			while (!this.over.get()) {
				long before = look.before();
				try (ResultSet row = statement.executeQuery()) {
					seen(row, look, before);
				}
			}
		}
		return null;
	}

	private @Nullable Void inReadOnlyTransactions(DataSource dataSource, String query, Look look) throws SQLException {
		while (!this.over.get()) {
			long before = look.before();
			try (Connection connection = dataSource.getConnection()) {
				connection.setReadOnly(true);
				connection.setAutoCommit(false);
				for (int i = 0; i < 3; i++) {
					try (Statement statement = connection.createStatement();
							ResultSet row = statement.executeQuery(query)) {
						seen(row, look, before);
					}
				}
				connection.commit();
			}
		}
		return null;
	}

	private void seen(ResultSet row, Look look, long before) throws SQLException {
		look.at(row, before);
		this.reads.incrementAndGet();
	}

	@Override
	public void close() {
		this.over.set(true);
		this.threads.shutdownNow();
	}

}
