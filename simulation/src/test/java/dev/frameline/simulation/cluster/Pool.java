package dev.frameline.simulation.cluster;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

import javax.sql.DataSource;

import dev.frameline.world.Waiting;
import org.jspecify.annotations.Nullable;

/** A pool of a fixed size, at which a fiber waits for its turn. */
final class Pool implements DataSource, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Waiting waiting;

	private final List<Connection> all = new ArrayList<>();

	private final Deque<Connection> idle = new ArrayDeque<>();

	private final Deque<CompletableFuture<Connection>> queue = new ArrayDeque<>();

	Pool(DataSource source, int size, Waiting waiting) throws SQLException {
		this.waiting = waiting;
		for (int i = 0; i < size; i++) {
			this.all.add(source.getConnection());
		}
		this.idle.addAll(this.all);
	}

	@Override
	public Connection getConnection() throws SQLException {
		Connection free = this.idle.poll();
		return lent((free != null) ? free : await());
	}

	private Connection await() throws SQLException {
		CompletableFuture<Connection> turn = new CompletableFuture<>();
		this.queue.add(turn);
		try {
			return this.waiting.await(turn, PATIENCE);
		}
		catch (TimeoutException | ExecutionException ex) {
			throw new SQLTransientConnectionException("the pool is empty", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SQLTransientConnectionException("interrupted at the pool", ex);
		}
		finally {
			if (!turn.isDone()) {
				this.queue.remove(turn);
			}
		}
	}

	private void giveBack(Connection connection) throws SQLException {
		if (!connection.getAutoCommit()) {
			connection.rollback();
			connection.setAutoCommit(true);
		}
		CompletableFuture<Connection> next = this.queue.poll();
		if (next != null) {
			next.complete(connection);
		}
		else {
			this.idle.add(connection);
		}
	}

	private Connection lent(Connection connection) {
		boolean[] returned = new boolean[1];
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("close")) {
						if (!returned[0]) {
							returned[0] = true;
							giveBack(connection);
						}
						return null;
					}
					try {
						return method.invoke(connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Override
	public void close() throws SQLException {
		for (Connection connection : this.all) {
			connection.close();
		}
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
	}

	@Override
	public @Nullable PrintWriter getLogWriter() {
		return null;
	}

	@Override
	public void setLogWriter(@Nullable PrintWriter writer) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setLoginTimeout(int seconds) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int getLoginTimeout() {
		return 0;
	}

	@Override
	public Logger getParentLogger() {
		return Logger.getLogger("dev.frameline");
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		throw new SQLException("This pool is no " + type);
	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return false;
	}

}
