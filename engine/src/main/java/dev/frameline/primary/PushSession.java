package dev.frameline.primary;

import java.io.IOException;

import dev.frameline.log.Push;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Chance;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of one transaction that a libSQL client pushes in several batches. Nobody sees it and it holds
 * nothing up: it waits in a file for its commit frame, and it is void as soon as the log grows by something else or
 * another push begins where it began.
 *
 * <p>The next batch belongs to it if it continues the same WAL, and carries no other baton; some clients carry none.
 */
final class PushSession implements AutoCloseable {

	private final Spool spool;

	private final Chance chance;

	private @Nullable String baton;

	private long after;

	PushSession(Spool spool, Chance chance) {
		this.spool = spool;
		this.chance = chance;
	}

	/** How many frames are collected. */
	int count() {
		return this.spool.count();
	}

	boolean isEmpty() {
		return this.spool.isEmpty();
	}

	/** {@code null} if nothing is collected. */
	@Nullable String baton() {
		return this.baton;
	}

	/** Valid until the session is changed. */
	Frames frames() throws IOException {
		return this.spool.frames();
	}

	/** What was collected after another frame than the log's last is void. */
	void dropUnlessAt(long end) throws IOException {
		if (!isEmpty() && this.after != end) {
			clear();
		}
	}

	/**
	 * Whether a push goes on with what is collected.
	 * @param offset after how many of the collected frames it begins, 1 or more
	 */
	boolean isContinuedBy(Push push, PushedChain chain, int offset) throws IOException {
		if (push.baton() != null && !push.baton().equals(this.baton)) {
			return false;
		}
		byte[] last = new byte[Frame.SIZE];
		this.spool.frames().read(offset - 1, 1, last, 0);
		return chain.follows(last);
	}

	/** Keeps the first {@code frames} frames: the client sends the ones after them again. */
	void cutTo(int frames) throws IOException {
		this.spool.truncate(frames);
	}

	/** Collects frames after frame {@code end} of the log and what is collected already. */
	void add(Frames frames, long end) throws IOException {
		if (isEmpty()) {
			this.baton = this.chance.nextId().toString();
			this.after = end;
		}
		this.spool.add(frames);
	}

	/** What was collected has landed; {@code rest}, which may be a part of it, begins the next transaction. */
	void restart(Frames rest, long end) throws IOException {
		if (!isEmpty()) {
			this.spool.removeFirst(this.spool.count() - rest.count());
			this.after = end;
		}
		else if (rest.count() > 0) {
			add(rest, end);
		}
		if (isEmpty()) {
			this.baton = null;
		}
	}

	void clear() throws IOException {
		this.spool.clear();
		this.baton = null;
	}

	@Override
	public void close() throws IOException {
		this.baton = null;
		this.spool.close();
	}

}
