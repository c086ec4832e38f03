package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.Map;

/** What the writer pool pools: a light wrapper that has a part of the raw connection only during its transactions. */
final class WriterConnection extends RoutedConnection {

	private final Writing writing;

	WriterConnection(Backend backend, Writing writing) {
		super(backend, false);
		this.writing = writing;
	}

	@Override
	public Outcome runAlone(Execution execution, boolean writes, Map<String, String> pragmas) throws SQLException {
		return this.writing.runAlone(execution, pragmas);
	}

	@Override
	public Work open(boolean immediate, Map<String, String> pragmas) throws SQLException {
		return this.writing.open(pragmas);
	}

	@Override
	public void vacuum(String sql) throws SQLException {
		this.writing.vacuum(sql);
	}

	@Override
	void release() {
	}

}
