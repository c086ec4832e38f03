package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

import dev.frameline.database.Guard;
import dev.frameline.database.Snapshot;
import dev.frameline.write.ConnectionPragmas;
import org.jspecify.annotations.Nullable;

/**
 * A raw reader, opened when it is first needed and again when the file was replaced under it or its snapshot was ended.
 * Everything that takes a snapshot goes through the guard; everything that uses the raw connection holds the lock of
 * its {@link ReaderSnapshot}.
 */
final class ReaderSession implements ReaderSnapshot.Raw {

	private final Backend backend;

	private final ReaderSnapshot snapshot;

	private final LastRowId lastRowId = new LastRowId();

	private final Runnable whenIdle = this::rowsRead;

	private @Nullable Connection raw;

	private @Nullable Handle handle;

	private ConnectionPragmas applied = new ConnectionPragmas();

	private @Nullable ReadTransactions control;

	private int epoch;

	private long number;

	private boolean inTransaction;

	private Object seen = new Object();

	ReaderSession(Backend backend) {
		this.backend = backend;
		this.snapshot = new ReaderSnapshot(backend.name(), backend.snapshots(), this);
	}

	/** @param number of the connection that uses it from here on; 0 for none that is counted */
	void usedBy(long number) {
		this.number = number;
	}

	/** Runs outside a transaction: on a snapshot of its own, unless older rows are still being read. */
	Outcome run(Execution execution, Map<String, String> pragmas) throws SQLException {
		return onSnapshot((handle, snapshot) -> {
			Object visible = this.backend.guard().visible();
			Outcome outcome = this.backend.guard().begin(handle.raw(), new Guard.Step<Outcome>() {

				@Override
				public Outcome run() throws SQLException {
					prepare(snapshot, handle, pragmas);
					return execution.on(handle);
				}

				@Override
				public void undo(Outcome outcome) throws SQLException {
					outcome.close();
				}

			});
			if (!handle.isReading()) {
				this.seen = visible;
			}
			return track(handle, outcome, snapshot);
		});
	}

	/** Begins a read transaction, with its snapshot taken. */
	Begun begin(Map<String, String> pragmas) throws SQLException {
		return onSnapshot((handle, snapshot) -> {
			Object visible = this.backend.guard().visible();
			this.backend.guard().begin(handle.raw(), new Guard.Step<Handle>() {

				@Override
				public Handle run() throws SQLException {
					prepare(snapshot, handle, pragmas);
					control(handle.raw()).begin();
					return handle;
				}

				@Override
				public void undo(Handle begun) throws SQLException {
					control(begun.raw()).end();
				}

			});
			this.inTransaction = true;
			return new Begun(snapshot, visible);
		});
	}

	/** Runs inside the transaction that {@link #begin} began. */
	Outcome runInside(Begun transaction, Execution execution) throws SQLException {
		return this.snapshot.within(transaction.snapshot(), () -> {
			Handle handle = handle();
			return track(handle, execution.on(handle), transaction.snapshot());
		});
	}

	void savepoint(Begun transaction, String sql) throws SQLException {
		this.snapshot.within(transaction.snapshot(), () -> {
			try (Statement statement = handle().raw().createStatement()) {
				return statement.execute(sql);
			}
		});
	}

	/** Ends the read transaction; closes what it left open. */
	void end() throws SQLException {
		this.snapshot.lock();
		try {
			if (this.inTransaction) {
				rest();
				this.inTransaction = false;
				if (this.raw != null) {
					control(this.raw).end();
				}
			}
		}
		finally {
			this.snapshot.unlock();
		}
	}

	/** As {@link ReadWork#release}. */
	boolean release(Begun transaction) throws SQLException {
		this.snapshot.lock();
		try {
			boolean released = transaction.snapshot().ended() != null || !isReading();
			if (released) {
				end();
			}
			return released;
		}
		finally {
			this.snapshot.unlock();
		}
	}

	/** What {@code last_insert_rowid()} is to answer here. */
	void lastRowId(long value) {
		this.lastRowId.set(value);
	}

	/** Whether what runs next here sees all that is visible now. */
	boolean isCurrent() {
		return !isReading() || this.seen == this.backend.guard().visible();
	}

	/** Whether no rows are being read. If its snapshot is given up at this moment, it may not seem to be idle yet. */
	boolean isIdle() {
		return !isReading() && !this.inTransaction;
	}

	/** Closes what is open on it, before it goes to somebody else. */
	void rest() throws SQLException {
		this.snapshot.lock();
		try {
			if (this.snapshot.isEnded()) {
				this.snapshot.giveUp();
			}
			else if (this.handle != null) {
				this.handle.close();
				this.handle = null;
			}
		}
		finally {
			this.snapshot.release();
			this.snapshot.unlock();
		}
	}

	void close() throws SQLException {
		this.snapshot.lock();
		try {
			rest();
		}
		finally {
			this.snapshot.close();
			try {
				abandon();
			}
			finally {
				this.snapshot.unlock();
			}
		}
	}

	@Override
	public @Nullable Connection connection() {
		return this.raw;
	}

	@Override
	public void abandon() throws SQLException {
		Connection raw = this.raw;
		if (this.handle != null) {
			this.handle.abandon();
		}
		this.handle = null;
		this.raw = null;
		this.control = null;
		this.inTransaction = false;
		if (raw != null) {
			raw.close();
		}
	}

	// -- with the lock

	/** On the snapshot that is held, or on one that is taken; what is not read from afterwards is not held. */
	private <T> T onSnapshot(Use<T> use) throws SQLException {
		this.snapshot.lock();
		try {
			Handle handle = handle();
			Snapshot held = this.snapshot.current();
			Snapshot snapshot = (held != null) ? held
					: this.snapshot.take(this.epoch, this.number, this.backend.time().nanos());
			try {
				return use.on(handle, snapshot);
			}
			catch (SQLException ex) {
				throw this.snapshot.failed(snapshot, ex);
			}
			finally {
				releaseIfIdle(snapshot);
			}
		}
		finally {
			this.snapshot.unlock();
		}
	}

	private void releaseIfIdle(Snapshot snapshot) {
		if (this.snapshot.current() == snapshot && isIdle()) {
			this.snapshot.release();
		}
	}

	private void prepare(Snapshot snapshot, Handle handle, Map<String, String> pragmas) throws SQLException {
		this.snapshot.requireHeld(snapshot);
		this.applied.apply(handle.raw(), pragmas);
	}

	/** The snapshot is held from the first rows that are being read to the last, or to the end of the transaction. */
	private Outcome track(Handle handle, Outcome outcome, Snapshot snapshot) {
		handle.track(outcome);
		if (outcome.isReading()) {
			outcome.within(this.snapshot.reading(snapshot));
		}
		return outcome;
	}

	/** Perhaps of somebody who used the raw reader before: then others may be reading now. */
	private void rowsRead() {
		this.snapshot.lock();
		try {
			Snapshot held = this.snapshot.current();
			if (held != null) {
				releaseIfIdle(held);
			}
		}
		finally {
			this.snapshot.unlock();
		}
	}

	private boolean isReading() {
		Handle handle = this.handle;
		return handle != null && handle.isReading();
	}

	private Handle handle() throws SQLException {
		if (this.snapshot.isEnded() && !this.inTransaction) {
			this.snapshot.giveUp();
		}
		if (this.raw == null || this.epoch != this.backend.epoch() && isIdle()) {
			open();
		}
		if (this.handle == null) {
			this.handle = new Handle(this.raw, this.whenIdle);
		}
		return this.handle;
	}

	/** If the file is replaced meanwhile, the new one is opened: of which file a snapshot is has to be certain. */
	private void open() throws SQLException {
		do {
			close();
			this.epoch = this.backend.epoch();
			this.raw = this.backend.openReader();
		}
		while (this.epoch != this.backend.epoch());
		this.snapshot.open();
		this.lastRowId.on(this.raw);
		this.applied = new ConnectionPragmas();
	}

	private ReadTransactions control(Connection raw) throws SQLException {
		if (this.control == null) {
			this.control = new ReadTransactions(raw);
		}
		return this.control;
	}

	/** A read transaction: its snapshot, and the token of what was visible before that was taken. */
	record Begun(Snapshot snapshot, Object visible) {

	}

	/** What needs a snapshot. */
	@FunctionalInterface
	private interface Use<T> {

		T on(Handle handle, Snapshot snapshot) throws SQLException;

	}

}
