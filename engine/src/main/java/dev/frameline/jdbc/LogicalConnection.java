package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.sql.DataSource;

import dev.frameline.signals.Signals.Target;
import org.jspecify.annotations.Nullable;

/**
 * What an application gets: a connection that borrows a physical one when a statement needs it. Readers stay with it
 * until it is closed or asks for the writer; the writer only for a transaction, unless TEMP objects pin it.
 */
final class LogicalConnection extends RoutedConnection {

	private final Backend backend;

	private final DataSource readerPool;

	private final RoutingSettings settings;

	private final RouteMemory routes;

	private final Supplier<Writing> newWriting;

	private @Nullable Writing writing;

	private final long number;

	private final List<BorrowedReader> readers = new ArrayList<>(1);

	private @Nullable WriteWork pinned;

	/** @param number names it to others, together with a thread */
	LogicalConnection(Backend backend, DataSource readerPool, RoutingSettings settings, RouteMemory routes,
			Supplier<Writing> newWriting, long number) {
		super(backend, false);
		this.backend = backend;
		this.readerPool = readerPool;
		this.settings = settings;
		this.routes = routes;
		this.newWriting = newWriting;
		this.number = number;
	}

	@Override
	public Outcome runAlone(Execution execution, boolean writes, Map<String, String> pragmas) throws SQLException {
		if (this.pinned != null) {
			return this.pinned.runAlone(execution);
		}
		boolean known = writes || this.routes.writes(execution.sql());
		if (!known || isReadOnly()) {
			try {
				ReaderSession reader = reader();
				reader.lastRowId(lastRowId());
				Outcome outcome = reader.run(execution, pragmas);
				this.backend.signals().routed(Target.READER);
				return outcome;
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
		this.backend.signals().routed(Target.WRITER);
		return writing().runAlone(execution, pragmas);
	}

	@Override
	public Work open(boolean immediate, Map<String, String> pragmas) throws SQLException {
		if (this.pinned != null) {
			return this.pinned;
		}
		if (isReadOnly()) {
			if (immediate) {
				throw Failures.readOnly(this.backend.name(), "BEGIN IMMEDIATE");
			}
			return read(pragmas);
		}
		giveBackIdleReaders();
		if (!immediate && this.settings.begin() == RoutingSettings.Begin.DEFERRED) {
			return new DeferredWork(this.backend.name(), this.backend.guard(), read(pragmas),
					() -> write(pragmas));
		}
		return write(pragmas);
	}

	@Override
	public void vacuum(String sql) throws SQLException {
		if (isReadOnly()) {
			throw Failures.readOnly(this.backend.name(), sql);
		}
		if (isPinned()) {
			throw Failures.refused(this.backend.name(), "VACUUM is refused on a connection with TEMP objects, which is"
					+ " never outside a transaction. Run it on another one");
		}
		giveBackIdleReaders();
		this.backend.signals().routed(Target.WRITER);
		writing().vacuum(sql);
	}

	@Override
	public Outcome runTemp(Execution execution, Map<String, String> pragmas) throws SQLException {
		if (this.pinned != null) {
			return this.pinned.runAlone(execution);
		}
		if (isReadOnly()) {
			throw Failures.readOnly(this.backend.name(), execution.sql());
		}
		giveBackIdleReaders();
		WriteWork writing = write(pragmas);
		writing.allowTemp();
		writing.pin();
		try {
			Outcome outcome = writing.runAlone(execution);
			this.pinned = writing;
			return outcome;
		}
		catch (SQLException | RuntimeException | Error ex) {
			try {
				writing.close();
			}
			catch (SQLException further) {
				ex.addSuppressed(further);
			}
			throw ex;
		}
	}

	@Override
	public void pin(WriteWork writing) {
		writing.pin();
		this.pinned = writing;
	}

	@Override
	public boolean isPinned() {
		return this.pinned != null;
	}

	/** Refused with TEMP objects: a reader would not see them, and the writer they are on can write. */
	@Override
	public void setReadOnly(boolean readOnly) throws SQLException {
		if (readOnly && isPinned()) {
			throw Failures.refused(this.backend.name(), "a connection with TEMP objects cannot become read-only, as"
					+ " they are on the writer");
		}
		super.setReadOnly(readOnly);
	}

	@Override
	void release() throws SQLException {
		try {
			if (this.pinned != null) {
				this.pinned.close();
			}
		}
		finally {
			for (BorrowedReader reader : this.readers) {
				reader.giveBack();
			}
			this.readers.clear();
		}
	}

	/** Most connections only read, and do without. */
	private Writing writing() {
		Writing writing = this.writing;
		if (writing == null) {
			writing = this.newWriting.get();
			this.writing = writing;
		}
		return writing;
	}

	private WriteWork write(Map<String, String> pragmas) throws SQLException {
		this.backend.signals().routed(Target.WRITER);
		return writing().open(pragmas);
	}

	private ReadWork read(Map<String, String> pragmas) throws SQLException {
		this.backend.signals().routed(Target.READER);
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
			ReaderSession session = pooled.unwrap(ReaderConnection.class).session();
			session.usedBy(this.number);
			return new BorrowedReader(pooled, session);
		}
		catch (SQLException | RuntimeException | Error ex) {
			pooled.close();
			throw ex;
		}
	}

	private record BorrowedReader(Connection pooled, ReaderSession session) {

		void giveBack() throws SQLException {
			try {
				this.session.rest();
			}
			finally {
				this.session.usedBy(0);
				this.pooled.close();
			}
		}

	}

}
