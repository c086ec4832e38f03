package dev.frameline.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/** What {@link DataSource} asks for besides connections. */
abstract class EngineDataSource implements DataSource {

	private @Nullable PrintWriter logWriter;

	private int loginTimeout;

	/** A SQLite file has no users: name and password are not looked at. */
	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		return getConnection();
	}

	@Override
	public @Nullable PrintWriter getLogWriter() {
		return this.logWriter;
	}

	/** Kept, and not written to: what there is to log goes to slf4j. */
	@Override
	public void setLogWriter(@Nullable PrintWriter logWriter) {
		this.logWriter = logWriter;
	}

	@Override
	public int getLoginTimeout() {
		return this.loginTimeout;
	}

	@Override
	public void setLoginTimeout(int seconds) {
		this.loginTimeout = seconds;
	}

	@Override
	public Logger getParentLogger() {
		return Logger.getLogger("dev.frameline");
	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return type.isInstance(this);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		if (type.isInstance(this)) {
			return type.cast(this);
		}
		throw Failures.noDoor(type);
	}

}
