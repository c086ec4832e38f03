package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.Map;

/** A transaction on one snapshot of a reader. */
final class ReadWork implements Work {

	private final String database;

	private final ReaderSession session;

	private final Map<String, String> pragmas;

	private final Lease lease;

	private ReaderSession.Begun begun;

	private boolean open = true;

	/** @param lease gives the reader back afterwards, and at once if the transaction cannot begin */
	ReadWork(String database, ReaderSession session, Map<String, String> pragmas, Lease lease) throws SQLException {
		this.database = database;
		this.session = session;
		this.pragmas = pragmas;
		this.lease = lease;
		try {
			this.begun = session.begin(pragmas);
		}
		catch (SQLException | RuntimeException | Error ex) {
			lease.close();
			throw ex;
		}
	}

	/** The token of what was visible before its snapshot was taken. */
	Object visible() {
		return this.begun.visible();
	}

	/**
	 * Gives its snapshot up, unless rows are being read from it.
	 * @return whether there is none any more
	 */
	boolean release() throws SQLException {
		return this.session.release(this.begun);
	}

	/** Takes a snapshot again. */
	void again() throws SQLException {
		this.begun = this.session.begin(this.pragmas);
	}

	@Override
	public Outcome run(Execution execution, boolean writes) throws SQLException {
		if (writes) {
			throw Failures.readOnly(this.database, execution.sql());
		}
		try {
			return this.session.runInside(this.begun, execution);
		}
		catch (SQLException ex) {
			throw Failures.isReadOnly(ex) ? Failures.readOnly(this.database, ex) : ex;
		}
	}

	@Override
	public void savepoint(String sql) throws SQLException {
		this.session.savepoint(this.begun, sql);
	}

	/** Not any more when its snapshot was ended. */
	@Override
	public boolean isOpen() {
		return this.open && this.begun.snapshot().ended() == null;
	}

	/** Succeeds also when its snapshot was ended: all that it has read was of one, and it has nothing to lose. */
	@Override
	public void commit() throws SQLException {
		rollback();
	}

	@Override
	public void rollback() throws SQLException {
		if (this.open) {
			this.open = false;
			try {
				this.session.end();
			}
			finally {
				this.lease.close();
			}
		}
	}

	/** A borrowed connection. */
	@FunctionalInterface
	interface Lease {

		void close() throws SQLException;

	}

}
