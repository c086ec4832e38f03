package dev.frameline.primary;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.database.Lane;
import dev.frameline.log.Push;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Chance;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of one transaction that a libSQL client pushes in several batches. Nobody sees it, and it holds nothing
 * up but those who want to write, for as long as its {@linkplain BatonTurn turn} lasts: it waits in a file for its
 * commit frame, and is void as soon as the log grows by something else or its client begins anew.
 *
 * <p>The next batch belongs to it if it continues the same WAL, and carries no other baton; some clients carry none.
 */
final class PushSession implements AutoCloseable {

	private final Spool spool;

	private final Chance chance;

	private volatile @Nullable Tag tag;

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

	/** Whether something is collected. May be asked by anybody. */
	boolean isOpen() {
		return this.tag != null;
	}

	/** {@code null} if nothing is collected. */
	@Nullable String baton() {
		Tag now = this.tag;
		return (now != null) ? now.baton() : null;
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
		if (push.baton() != null && !push.baton().equals(baton())) {
			return false;
		}
		byte[] last = new byte[Frame.SIZE];
		this.spool.frames().read(offset - 1, 1, last, 0);
		return chain.follows(last);
	}

	/** Whether the push seems to belong to the transaction that is collected. May be asked by anybody. */
	boolean isFollowedBy(Push push) throws IOException {
		Tag now = this.tag;
		if (now == null) {
			return false;
		}
		return (push.baton() != null) ? push.baton().equals(now.baton()) : saltOf(push.frames()) == now.salt();
	}

	/** Keeps the first {@code frames} frames: the client sends the ones after them again. */
	void cutTo(int frames) throws IOException {
		this.spool.truncate(frames);
	}

	/** Collects frames after frame {@code end} of the log and what is collected already. */
	void add(Frames frames, long end) throws IOException {
		if (isEmpty()) {
			this.tag = new Tag(this.chance.nextId().toString(), saltOf(frames));
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
			this.tag = null;
		}
	}

	void clear() throws IOException {
		this.spool.clear();
		this.tag = null;
	}

	/** In a turn: the client has given it up. */
	CompletionStage<@Nullable Void> drop(Lane.Turn turn) throws IOException {
		clear();
		return CompletableFuture.completedStage(null);
	}

	private static long saltOf(Frames frames) throws IOException {
		byte[] first = new byte[Frame.SIZE];
		frames.read(0, 1, first, 0);
		return Frame.salt(first, 0);
	}

	@Override
	public void close() throws IOException {
		this.tag = null;
		this.spool.close();
	}

	/** By what its batches are known. */
	private record Tag(String baton, long salt) {

	}

}
