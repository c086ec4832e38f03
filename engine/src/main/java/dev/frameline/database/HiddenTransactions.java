package dev.frameline.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

import dev.frameline.wal.FileFrames;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.DiskFile;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/**
 * The transactions of the writer connection. They run at the tip, are committed hidden behind the visible frames, and are
 * then shown from the front or taken back from the end.
 *
 * <p><b>Behind tentative commits.</b> The visible header rests in the index; the tip's stands there only while SQLite
 * begins, commits or rolls back, because it continues from what it finds. A page that SQLite wrote in the middle of
 * such a transaction would overwrite tentative frames, so its changes stay in memory until it commits
 * ({@code cache_spill}).
 *
 * <p><b>Two threads</b> come here: the one that has the lane runs a transaction, and another one that speaks with the
 * log shows what was accepted. The statements that an application runs on the writer are not among these methods. The
 * driver holds its own monitor in every native call, and headers are put under it: between two calls.
 *
 * <p><b>A rollback that nobody asked for</b>, as that of a failing {@code INSERT OR ROLLBACK}, finds the visible header
 * and with it clears the index of all that is tentative. Nobody looks there before it is shown, and until then it is
 * entered again from the frames, which are untouched.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_cache_spill">PRAGMA cache_spill</a>
 */
final class HiddenTransactions {

	private final Connection writer;

	/** What every native call on the writer holds. */
	private final Object calls;

	private final WriteLock lock;

	private final DiskFile wal;

	private final Headers headers;

	private final VisibleGuard guard;

	private final WalAppender appender;

	private volatile boolean open;

	private volatile boolean undone;

	/** Whether the header in the index is the one that a rollback has to find. */
	private volatile boolean atTip;

	private boolean spilling = true;

	/** Whether frames that were taken back stand behind the tip still. */
	private boolean tailLeft;

	HiddenTransactions(Connection writer, WriteLock lock, DiskFile wal, Headers headers, VisibleGuard guard,
			WalAppender appender) {
		this.writer = writer;
		this.calls = ((SQLiteConnection) writer).getDatabase();
		this.lock = lock;
		this.wal = wal;
		this.headers = headers;
		this.guard = guard;
		this.appender = appender;
		((SQLiteConnection) writer).addCommitListener(new SQLiteCommitListener() {

			@Override
			public void onCommit() {
				// Who runs COMMIT knows
			}

			@Override
			public void onRollback() {
				HiddenTransactions.this.rolledBack();
			}

		});
	}

	/** Within the native call that rolls back. */
	private void rolledBack() {
		this.open = false;
		this.undone |= !this.atTip && this.headers.isTentative();
	}

	/** Whether a transaction is open; SQLite may have ended it inside a statement. */
	boolean isOpen() {
		return this.open;
	}

	/** What a transaction has begun on. */
	enum Begun {

		/** On what readers see. */
		VISIBLE,

		/** The same, and all of it stands in the database file, so that the transaction may begin the WAL anew. */
		ALL_BACKFILLED,

		/** On tentative commits. */
		BEHIND

	}

	/** Begins at the tip. */
	synchronized Begun begin() throws SQLException, IOException {
		cutLeftTail();
		if (this.headers.isTentative()) {
			beginBehind();
			return Begun.BEHIND;
		}
		spill(true);
		SqliteConnections.execute(this.writer, "BEGIN IMMEDIATE");
		this.open = true;
		try {
			this.headers.requireVisible();
		}
		catch (ForeignWriterException ex) {
			rollback();
			throw ex;
		}
		boolean backfilled = this.headers.isBackfilled();
		this.headers.expectRestart(backfilled);
		return backfilled ? Begun.ALL_BACKFILLED : Begun.VISIBLE;
	}

	private void beginBehind() throws SQLException, IOException {
		repair();
		spill(false);
		try (VisibleGuard.Exclusive exclusive = exposed()) {
			this.lock.run(() -> {
				this.headers.requireVisible();
				exclusive.put(this.headers.tip());
			});
			try {
				SqliteConnections.execute(this.writer, "BEGIN IMMEDIATE");
				this.open = true;
			}
			finally {
				exclusive.put(this.headers.visible());
			}
		}
		finally {
			this.guard.cover();
		}
	}

	/** Readers that begin compare headers, and none begins at all until it is closed. */
	private VisibleGuard.Exclusive exposed() {
		this.guard.expose();
		return this.guard.exclusively();
	}

	/** SQLite heeds it only outside a transaction. */
	private void spill(boolean wanted) throws SQLException {
		if (this.spilling != wanted) {
			SqliteConnections.execute(this.writer, "PRAGMA cache_spill=" + (wanted ? "ON" : "OFF"));
			this.spilling = wanted;
		}
	}

	synchronized void rollback() throws SQLException, IOException {
		if (!this.open) {
			return;
		}
		if (!this.headers.isTentative()) {
			SqliteConnections.execute(this.writer, "ROLLBACK");
			this.open = false;
			return;
		}
		try {
			standAtTip();
			SqliteConnections.execute(this.writer, "ROLLBACK");
			this.open = false;
		}
		finally {
			standAtVisible();
		}
	}

	/**
	 * Commits without showing it to anyone.
	 * @return {@code null} if the transaction changed nothing
	 * @throws SQLException if SQLite refuses; {@link #isOpen()} tells whether the transaction goes on
	 */
	synchronized @Nullable Hidden commit() throws SQLException, IOException {
		return run("COMMIT");
	}

	/**
	 * Runs a statement that is a transaction of its own. Nothing is tentative.
	 * @return as {@link #commit}
	 */
	synchronized @Nullable Hidden runAlone(String sql) throws SQLException, IOException {
		this.headers.requireNothingTentative();
		cutLeftTail();
		this.lock.run(this.headers::requireVisible);
		spill(true);
		this.headers.expectRestart(this.headers.isBackfilled());
		return run(sql);
	}

	private @Nullable Hidden run(String sql) throws SQLException, IOException {
		WalIndexHeader before = this.headers.tip();
		this.guard.expose();
		if (this.headers.isTentative()) {
			standAtTip();
		}
		try {
			SqliteConnections.execute(this.writer, sql);
			this.open = false;
		}
		catch (SQLException ex) {
			afterRefusedCommit();
			throw ex;
		}
		this.atTip = false;
		try {
			this.lock.run(() -> this.headers.hide(before));
		}
		catch (SQLException ex) {
			// Somebody else has the lock, and readers cannot begin until that ends
			this.headers.hide(before);
			throw ex;
		}
		WalIndexHeader after = this.headers.tip();
		if (after.equals(before)) {
			return null;
		}
		WalIndexHeader from = (after.salt() == before.salt()) ? before : this.headers.visible();
		return new Hidden(frames(from.frames(), after.frames()), from, after);
	}

	/** A full disk may have left a whole commit frame behind the tip; a later recovery would take it. */
	private void afterRefusedCommit() throws SQLException, IOException {
		try {
			standAtVisible();
		}
		finally {
			this.guard.cover();
		}
		if (!this.open) {
			cutTail(this.headers.tip());
		}
	}

	/** While the writer holds SQLite's write lock. Readers are exposed to it from here. */
	private void standAtTip() {
		this.guard.expose();
		this.guard.stand(this.headers.tip());
		this.atTip = true;
	}

	private void standAtVisible() throws SQLException, IOException {
		boolean wasAtTip = this.atTip;
		this.atTip = false;
		WriteLock.LockedAction back = () -> {
			if (wasAtTip) {
				this.guard.hide(this.headers.visible());
			}
			this.headers.requireVisible();
		};
		if (this.open) {
			back.run();
		}
		else {
			this.lock.run(back);
		}
	}

	// -- what is tentative

	/**
	 * Shows what is tentative up to a header.
	 * @param next the tip's, or that of an earlier tentative commit
	 * @param record run right before, when nothing can refuse any more
	 */
	synchronized void publish(WalIndexHeader next, OwnedFile.Recording record) throws SQLException, IOException {
		synchronized (this.calls) {
			repair();
			WriteLock.LockedAction put = () -> {
				this.headers.requireVisible();
				record.write(next);
				this.headers.publish(next);
			};
			if (this.open) {
				// The writer's own transaction holds the lock
				put.run();
			}
			else {
				this.lock.run(put);
			}
		}
	}

	/**
	 * Takes back what stands behind a header. Nobody saw it. No transaction is open.
	 * @param keep the visible header, or that of a tentative commit
	 */
	synchronized void takeBack(WalIndexHeader keep) throws SQLException, IOException {
		repair();
		this.lock.run(this.headers::requireVisible);
		try (VisibleGuard.Exclusive exclusive = exposed()) {
			try {
				rollBackTo(keep, exclusive);
				// A schema cookie of a commit taken back may be used again by the one that takes its place
				SqliteConnections.queryText(this.writer, "SELECT 1 FROM sqlite_schema LIMIT 1");
				this.tailLeft = true;
				this.headers.takenBackTo(keep);
			}
			finally {
				if (this.headers.isTentative()) {
					showVisible(exclusive);
				}
			}
		}
		finally {
			this.guard.cover();
		}
		cutLeftTail();
	}

	/** Whatever has failed before: another header must not stay. */
	private void showVisible(VisibleGuard.Exclusive exclusive) throws SQLException, IOException {
		try {
			this.lock.run(() -> exclusive.put(this.headers.visible()));
		}
		catch (SQLException ex) {
			exclusive.put(this.headers.visible());
			throw ex;
		}
	}

	/** The rollback has to start from the writer's own header, or it leaves commits in the page cache. */
	private void rollBackTo(WalIndexHeader keep, VisibleGuard.Exclusive exclusive) throws SQLException, IOException {
		WalIndexHeader back = this.headers.visible();
		try {
			this.lock.run(() -> exclusive.put(this.headers.tip()));
			SqliteConnections.execute(this.writer, "BEGIN IMMEDIATE");
			back = keep;
		}
		finally {
			exclusive.put(back);
		}
		this.atTip = true;
		try {
			SqliteConnections.execute(this.writer, "ROLLBACK");
		}
		finally {
			this.atTip = false;
		}
	}

	/** Enters in the index again what a rollback has cleared from it. */
	private void repair() throws SQLException, IOException {
		if (!this.undone) {
			return;
		}
		this.lock.run(() -> {
			this.headers.requireVisible();
			long visible = this.headers.visible().frames();
			this.appender.enter(visible, frames(visible, this.headers.tip().frames()));
		});
		this.undone = false;
	}

	private FileFrames frames(long after, long last) {
		return new FileFrames(this.wal, WalScan.offset(after + 1), (int) (last - after));
	}

	/** Before anything is written: what was taken back may stand behind the tip still, if the disk did not let it go. */
	synchronized void cutLeftTail() throws IOException {
		if (this.tailLeft) {
			cutTail(this.headers.tip());
			this.tailLeft = false;
		}
	}

	/** Frames behind the last one would be taken for committed by a recovery if the chain led to them again. */
	private void cutTail(WalIndexHeader last) throws IOException {
		this.wal.truncate(WalScan.length(last.frames()));
	}

}
