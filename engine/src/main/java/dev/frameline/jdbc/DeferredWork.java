package dev.frameline.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.database.Guard;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that begins on a reader and moves to the writer at its first write. It may move only if nothing was
 * published since before its snapshot was taken; as it holds the lane by then, nothing can be any more.
 *
 * <p>It gives its snapshot up before it waits for the lane: as long as nothing was published, what it has read is true
 * without one, and with one it would be in the way when the WAL is to be emptied, for which it may be waiting itself.
 */
final class DeferredWork implements Work {

	private final String database;

	private final Guard guard;

	private final ReadWork reading;

	private final Object visible;

	private final Opening opening;

	private final List<String> savepoints = new ArrayList<>();

	private @Nullable WriteWork writing;

	private boolean released;

	/** @param opening waits for the lane and begins on the writer */
	DeferredWork(String database, Guard guard, ReadWork reading, Opening opening) {
		this.database = database;
		this.guard = guard;
		this.reading = reading;
		this.visible = reading.visible();
		this.opening = opening;
	}

	@Override
	public Outcome run(Execution execution, boolean writes) throws SQLException {
		if (this.writing == null && !writes) {
			try {
				return reading().run(execution, false);
			}
			catch (SQLException ex) {
				if (!Failures.isReadOnly(ex)) {
					throw ex;
				}
			}
		}
		return move().run(execution, true);
	}

	/** The same transaction on the writer. */
	WriteWork move() throws SQLException {
		if (this.writing != null) {
			return this.writing;
		}
		requireUnmoved();
		this.released = this.reading.release();
		WriteWork writing = this.opening.open();
		try {
			requireUnmoved();
			if (!writing.begunOnVisible()) {
				throw Failures.moved(this.database);
			}
			for (String savepoint : this.savepoints) {
				writing.savepoint(savepoint);
			}
		}
		catch (SQLException | RuntimeException | Error ex) {
			writing.rollback();
			throw ex;
		}
		this.writing = writing;
		return writing;
	}

	/** Before the lane too, which it would wait for in vain. */
	private void requireUnmoved() throws SQLException {
		if (this.guard.visible() != this.visible) {
			throw Failures.moved(this.database);
		}
	}

	/** The lane did not come, and it reads on: on a snapshot that shows the same, if that can still be had. */
	private ReadWork reading() throws SQLException {
		if (this.released) {
			this.reading.again();
			this.released = false;
			if (this.guard.visible() != this.visible) {
				this.released = this.reading.release();
				throw Failures.moved(this.database);
			}
			for (String savepoint : this.savepoints) {
				this.reading.savepoint(savepoint);
			}
		}
		return this.reading;
	}

	/** Before the first write nothing can be rolled back to, so that doing the same again on the writer is the same. */
	@Override
	public void savepoint(String sql) throws SQLException {
		if (this.writing != null) {
			this.writing.savepoint(sql);
		}
		else {
			reading().savepoint(sql);
			this.savepoints.add(sql);
		}
	}

	@Override
	public boolean isOpen() {
		return (this.writing != null) ? this.writing.isOpen() : this.released || this.reading.isOpen();
	}

	@Override
	public void commit() throws SQLException {
		if (this.writing != null) {
			this.writing.commit();
		}
		this.reading.rollback();
	}

	@Override
	public void rollback() throws SQLException {
		try {
			if (this.writing != null) {
				this.writing.rollback();
			}
		}
		finally {
			this.reading.rollback();
		}
	}

	/** Begins on the writer. */
	@FunctionalInterface
	interface Opening {

		WriteWork open() throws SQLException;

	}

}
