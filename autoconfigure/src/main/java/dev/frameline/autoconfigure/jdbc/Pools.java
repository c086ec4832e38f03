package dev.frameline.autoconfigure.jdbc;

import java.sql.SQLException;
import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;

/**
 * HikariCP over connections that the engine makes.
 *
 * <p>A connection to a local file does not age, so that nothing is retired by time; and whether one is broken is the
 * engine's to say, so that no {@code SQLState} evicts one: 08001, 08007 and 40001 are about the primary or about
 * another node's commit, never about the file.
 */
public final class Pools {

	/** HikariCP refuses less. */
	private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(250);

	/** How long a connection that nobody uses may stay open where there need not be any. */
	private static final Duration LEFT_OPEN = Duration.ofMinutes(1);

	private Pools() {
	}

	/**
	 * The writer's: one connection.
	 * @param acquireTimeout how long a writer waits for it
	 */
	public static HikariDataSource writer(String database, DataSource physical, Duration acquireTimeout) {
		return pool("frameline-" + database + "-writer", physical, 1, acquireTimeout);
	}

	/**
	 * The readers': physically read-only, which HikariCP has to be told too.
	 * @param connectionTimeout how long a reader waits for one
	 */
	public static HikariDataSource readers(String database, DataSource physical, int size, Duration connectionTimeout) {
		HikariDataSource pool = pool("frameline-" + database + "-reader", physical, size, connectionTimeout);
		pool.setReadOnly(true);
		return pool;
	}

	/**
	 * The readers' of streams that come over HTTP: they take none from the application's, and there are as many as are
	 * in use.
	 * @param size as many as there are streams, so that none waits
	 */
	public static HikariDataSource remoteReaders(String database, DataSource physical, int size,
			Duration connectionTimeout) {
		HikariDataSource pool = pool("frameline-" + database + "-remote-reader", physical, size, connectionTimeout);
		pool.setReadOnly(true);
		pool.setMinimumIdle(0);
		pool.setIdleTimeout(LEFT_OPEN.toMillis());
		return pool;
	}

	private static HikariDataSource pool(String name, DataSource physical, int size, Duration timeout) {
		HikariDataSource pool = new HikariDataSource();
		pool.setPoolName(name);
		pool.setDataSource(physical);
		pool.setMaximumPoolSize(size);
		pool.setMinimumIdle(size);
		pool.setMaxLifetime(0);
		pool.setIdleTimeout(0);
		pool.setKeepaliveTime(0);
		pool.setConnectionTimeout(Math.max(SHORTEST_TIMEOUT.toMillis(), timeout.toMillis()));
		pool.setExceptionOverride(new KeepConnections());
		return pool;
	}

	private static final class KeepConnections implements SQLExceptionOverride {

		@java.lang.Override
		public SQLExceptionOverride.Override adjudicate(SQLException ex) {
			return SQLExceptionOverride.Override.DO_NOT_EVICT;
		}

	}

}
