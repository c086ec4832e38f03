package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/**
 * What an application gets: a connection that borrows a physical one when a statement needs it. Readers stay with it
 * until it is closed or asks for the writer; the writer only for a transaction.
 */
final class LogicalConnection extends RoutedConnection {

	private final Backend backend;

	private final DataSource readerPool;

	private final RoutingSettings settings;

	private final RouteMemory routes;

	private final Writing writing;

	private final List<BorrowedReader> readers = new ArrayList<>(1);

	LogicalConnection(Backend backend, DataSource readerPool, RoutingSettings settings, RouteMemory routes,
			Writing writing) {
		super(backend, false);
		this.backend = backend;
		this.readerPool = readerPool;
		this.settings = settings;
		this.routes = routes;
		this.writing = writing;
	}

	@Override
	public Outcome runAlone(Execution execution, boolean writes, Map<String, String> pragmas) throws SQLException {
		boolean known = writes || this.routes.writes(execution.sql());
		if (!known || isReadOnly()) {
			try {
				ReaderSession reader = reader();
				reader.lastRowId(lastRowId());
				return reader.run(execution, pragmas);
			}
			catch (SQLException ex) {
				if (!Failures.isReadOnly(ex)) {
					throw ex;
				}
				if (isReadOnly()) {
					throw Failures.readOnly(this.backend.name(), ex);
				}
				this.routes.remember(execution.sql());
			}
		}
		giveBackIdleReaders();
		Outcome outcome = this.writing.runAlone(execution, pragmas);
		forgetRoutesAfter(execution);
		return outcome;
	}

	@Override
	public Work open(boolean immediate, Map<String, String> pragmas) throws SQLException {
		if (isReadOnly()) {
			if (immediate) {
				throw Failures.readOnly(this.backend.name(), "BEGIN IMMEDIATE");
			}
			return read(pragmas);
		}
		giveBackIdleReaders();
		if (!immediate && this.settings.begin() == RoutingSettings.Begin.DEFERRED) {
			return new DeferredWork(this.backend.name(), this.backend.guard(), read(pragmas),
					() -> this.writing.open(pragmas));
		}
		return this.writing.open(pragmas);
	}

	@Override
	public void vacuum(String sql) throws SQLException {
		if (isReadOnly()) {
			throw Failures.readOnly(this.backend.name(), sql);
		}
		giveBackIdleReaders();
		this.writing.vacuum(sql);
	}

	@Override
	void release() throws SQLException {
		for (BorrowedReader reader : this.readers) {
			reader.giveBack();
		}
		this.readers.clear();
	}

	private ReadWork read(Map<String, String> pragmas) throws SQLException {
		BorrowedReader reader = borrow();
		reader.session().lastRowId(lastRowId());
		return new ReadWork(this.backend.name(), reader.session(), pragmas, reader::giveBack);
	}

	/** One on which nothing older than what is visible now is being read, so that own writes are seen. */
	private ReaderSession reader() throws SQLException {
		for (BorrowedReader reader : this.readers) {
			if (reader.session().isCurrent()) {
				return reader.session();
			}
		}
		BorrowedReader reader = borrow();
		this.readers.add(reader);
		return reader.session();
	}

	/** Who waits for the lane keeps no reader from others: its holder may need one. */
	private void giveBackIdleReaders() throws SQLException {
		for (BorrowedReader reader : List.copyOf(this.readers)) {
			if (reader.session().isIdle()) {
				this.readers.remove(reader);
				reader.giveBack();
			}
		}
	}

	private BorrowedReader borrow() throws SQLException {
		Connection pooled = this.readerPool.getConnection();
		try {
			return new BorrowedReader(pooled, pooled.unwrap(ReaderConnection.class).session());
		}
		catch (SQLException | RuntimeException | Error ex) {
			pooled.close();
			throw ex;
		}
	}

	private void forgetRoutesAfter(Execution execution) {
		String first = new SqlScanner(execution.sql()).nextWord();
		if ("CREATE".equals(first) || "DROP".equals(first) || "ALTER".equals(first)) {
			this.routes.forget();
		}
	}

	private record BorrowedReader(Connection pooled, ReaderSession session) {

		void giveBack() throws SQLException {
			try {
				this.session.rest();
			}
			finally {
				this.pooled.close();
			}
		}

	}

}
