package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.Map;

/** What the writer pool pools: a light wrapper that has a part of the raw connection only during its transactions. */
final class WriterConnection extends RoutedConnection {

	private final Backend backend;

	private final Writing writing;

	WriterConnection(Backend backend, Writing writing) {
		super(backend, false);
		this.backend = backend;
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

	/** A pool does not close what it takes back; so a pin would never end. */
	@Override
	public Outcome runTemp(Execution execution, Map<String, String> pragmas) throws SQLException {
		throw Failures.refused(this.backend.name(), "TEMP objects are refused outside a transaction of a pooled writer,"
				+ " which others use next. Within one they live until it ends; a connection of the replicated data"
				+ " source keeps them until it is closed");
	}

	/** TEMP objects live until the transaction ends. */
	@Override
	public void pin(WriteWork writing) {
		// The path drops them at the end of the turn, which is the transaction's
	}

	@Override
	public boolean isPinned() {
		return false;
	}

	@Override
	void release() {
	}

}
