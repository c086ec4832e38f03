package dev.frameline.write;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.database.Hidden;
import dev.frameline.lease.Admission;
import org.jspecify.annotations.Nullable;

/**
 * A tentative commit on its way to the log, and what is told to the thread that made it: that it has to lead, or how it
 * ended. Guarded by its {@link Appender} until it is told.
 */
final class Commit {

	private final Tentative tentative;

	private final Admission admission;

	private final CompletableFuture<Boolean> told = new CompletableFuture<>();

	private final CompletableFuture<Boolean> over = new CompletableFuture<>();

	private boolean left;

	private boolean ended;

	private volatile boolean leads;

	private volatile @Nullable SQLException failure;

	Commit(Tentative tentative, Admission admission) {
		this.tentative = tentative;
		this.admission = admission;
	}

	Tentative tentative() {
		return this.tentative;
	}

	CommitId id() {
		return this.tentative.id();
	}

	Fence fence() {
		return this.tentative.fence();
	}

	Hidden hidden() {
		return this.tentative.hidden();
	}

	Admission admission() {
		return this.admission;
	}

	/** Bytes of its frames. */
	long bytes() {
		return hidden().frames().bytes();
	}

	/** Its thread has to lead from here. @return whether it is still there */
	boolean lead() {
		if (this.left) {
			return false;
		}
		this.leads = true;
		this.told.complete(true);
		return true;
	}

	boolean leads() {
		return this.leads;
	}

	/** Its thread does not wait any more. @return whether it was not needed, and nothing is known yet */
	boolean leave() {
		this.left = !this.told.isDone() && !this.ended;
		return this.left;
	}

	/** It has ended. @param failure {@code null} if it is visible */
	void end(@Nullable SQLException failure) {
		this.failure = failure;
		this.ended = true;
	}

	/** Tells its thread how it has ended, and who else waits for it. */
	void tell() {
		this.told.complete(true);
		this.over.complete(this.failure == null);
	}

	/** Completes when it has ended, with whether it is visible. */
	CompletableFuture<Boolean> over() {
		return this.over;
	}

	CompletableFuture<Boolean> told() {
		return this.told;
	}

	boolean isTold() {
		return this.told.isDone();
	}

	/** How it has ended. Each thread gets an exception with a trace of its own. */
	void result() throws SQLException {
		if (this.failure != null) {
			throw this.failure;
		}
	}

}
