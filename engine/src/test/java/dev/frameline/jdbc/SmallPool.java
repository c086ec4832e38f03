package dev.frameline.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/** A pool of a fixed size that counts what is borrowed. Its connections unwrap to what they pool. */
final class SmallPool extends EngineDataSource {

	private final BlockingQueue<Connection> idle = new LinkedBlockingQueue<>();

	private final Duration timeout;

	private final AtomicInteger borrowed = new AtomicInteger();

	SmallPool(DataSource source, int size, Duration timeout) throws SQLException {
		this.timeout = timeout;
		for (int i = 0; i < size; i++) {
			this.idle.add(source.getConnection());
		}
	}

	/** How often a connection was borrowed. */
	int borrowed() {
		return this.borrowed.get();
	}

	int idle() {
		return this.idle.size();
	}

	@Override
	public Connection getConnection() throws SQLException {
		try {
			Connection connection = this.idle.poll(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
			if (connection == null) {
				throw new SQLTransientConnectionException("pool is empty");
			}
			this.borrowed.incrementAndGet();
			return pooled(connection);
		}
		catch (InterruptedException ex) {
			throw new SQLTransientConnectionException(ex);
		}
	}

	private Connection pooled(Connection connection) {
		AtomicBoolean returned = new AtomicBoolean();
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("close")) {
						if (returned.compareAndSet(false, true)) {
							if (!connection.getAutoCommit()) {
								connection.rollback();
								connection.setAutoCommit(true);
							}
							this.idle.add(connection);
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

}
