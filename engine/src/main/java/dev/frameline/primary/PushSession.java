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
 * <p>The next batch belongs to it if it carries the baton, or, from clients that carry none, the salt of the same
 * WAL.
 */
final class PushSession implements AutoCloseable {

	private final Spool spool;

	private final Chance chance;

	private @Nullable String baton;

	private long salt;

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

	boolean isContinuedBy(Push push) throws IOException {
		if (isEmpty()) {
			return false;
		}
		return (push.baton() != null) ? push.baton().equals(this.baton) : saltOf(push.frames()) == this.salt;
	}

	/** Keeps the first {@code frames} frames: the client sends the ones after them again. */
	void cutTo(int frames) throws IOException {
		this.spool.truncate(frames);
	}

	/** Collects frames after frame {@code end} of the log and what is collected already. */
	void add(Frames frames, long end) throws IOException {
		if (isEmpty()) {
			this.baton = this.chance.nextId().toString();
			this.salt = saltOf(frames);
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

	private static long saltOf(Frames frames) throws IOException {
		byte[] first = new byte[Frame.SIZE];
		frames.read(0, 1, first, 0);
		return Frame.salt(first, 0);
	}

	@Override
	public void close() throws IOException {
		this.baton = null;
		this.spool.close();
	}

}
