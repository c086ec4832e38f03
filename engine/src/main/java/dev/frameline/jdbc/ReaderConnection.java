package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.Map;

/** What the reader pool pools: a raw connection that is physically read-only. */
final class ReaderConnection extends RoutedConnection {

	private final Backend backend;

	private final ReaderSession session;

	ReaderConnection(Backend backend) {
		super(backend, true);
		this.backend = backend;
		this.session = new ReaderSession(backend);
	}

	/** The raw connection behind it, for a logical connection that has borrowed this one. */
	ReaderSession session() {
		return this.session;
	}

	@Override
	public Outcome runAlone(Execution execution, boolean writes, Map<String, String> pragmas) throws SQLException {
		if (writes) {
			throw Failures.readOnly(this.backend.name(), execution.sql());
		}
		try {
			return this.session.run(execution, pragmas);
		}
		catch (SQLException ex) {
			throw Failures.isReadOnly(ex) ? Failures.readOnly(this.backend.name(), ex) : ex;
		}
	}

	@Override
	public Work open(boolean immediate, Map<String, String> pragmas) throws SQLException {
		if (immediate) {
			throw Failures.readOnly(this.backend.name(), "BEGIN IMMEDIATE");
		}
		return new ReadWork(this.backend.name(), this.session, pragmas, () -> {
		});
	}

	@Override
	public void vacuum(String sql) throws SQLException {
		throw Failures.readOnly(this.backend.name(), sql);
	}

	@Override
	public Outcome runTemp(Execution execution, Map<String, String> pragmas) throws SQLException {
		throw Failures.readOnly(this.backend.name(), execution.sql());
	}

	@Override
	public void pin(WriteWork writing) {
		throw new IllegalStateException("Database '" + this.backend.name() + "': a reader has nothing to pin");
	}

	@Override
	public boolean isPinned() {
		return false;
	}

	/** It cannot become anything else. */
	@Override
	public void setReadOnly(boolean readOnly) throws SQLException {
		checkOpen();
	}

	@Override
	void release() throws SQLException {
		this.session.close();
	}

}
