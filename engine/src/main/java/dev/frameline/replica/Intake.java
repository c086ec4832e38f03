package dev.frameline.replica;

import java.io.IOException;

import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.wal.Transactions;
import dev.frameline.wal.UnsoundFramesException;
import org.jspecify.annotations.Nullable;

/**
 * What has been received and not been applied. An answer of whole transactions goes through untouched; the beginning
 * of a transaction that is longer than an answer waits in a file for the rest. Changed pages have a room of their own,
 * which nobody fills at the same time.
 */
final class Intake implements AutoCloseable {

	private final Spool spool;

	private final Spool room;

	private @Nullable Mark base;

	private @Nullable Mark end;

	/** Whether whole transactions of what is collected were handed out and have not been applied. */
	private boolean handedOut;

	/**
	 * @param spool for transactions that are not complete yet
	 * @param room for changed pages
	 */
	Intake(Spool spool, Spool room) {
		this.spool = spool;
		this.room = room;
	}

	/** Where changed pages are collected. */
	Spool room() {
		return this.room;
	}

	/**
	 * What to ask for next. What was handed out and could not be applied is dropped, to be asked for again: nothing
	 * complete may be left waiting, or what follows it would be asked for.
	 * @param position this node's; frames that were collected after another one are dropped
	 */
	Mark after(Mark position) throws IOException {
		Mark end = this.end;
		if (end == null || this.handedOut || !position.equals(this.base)) {
			clear();
			return position;
		}
		return end;
	}

	/**
	 * Takes an answer.
	 * @param position this node's when it asked; its own commits may have moved it since
	 * @param after what it asked for
	 * @return whole transactions to apply; {@code null} if none is complete
	 */
	@Nullable Run take(Frames frames, Mark position, Mark after, Identity identity)
			throws IOException, BrokenFramesException {
		Verified verified = Verified.check(frames, after, identity);
		Mark completeEnd = verified.completeEnd();
		if (this.spool.isEmpty() && verified.complete() == frames.count() && completeEnd != null) {
			return sound(new Run(frames, position, completeEnd));
		}
		int collected = this.spool.count();
		this.spool.add(frames);
		this.base = position;
		this.end = verified.end();
		this.handedOut = completeEnd != null;
		return (completeEnd != null)
				? sound(new Run(this.spool.frames().slice(0, collected + verified.complete()), position, completeEnd))
				: null;
	}

	/** Without a chain, that these can be transactions is all that can be checked. */
	private Run sound(Run run) throws IOException, BrokenFramesException {
		if (run.after().chain() != null) {
			return run;
		}
		try {
			Transactions.ends(run.frames());
			return run;
		}
		catch (UnsoundFramesException ex) {
			clear();
			throw new BrokenFramesException("what came after " + run.before().position() + " cannot be transactions: "
					+ ex.getMessage());
		}
	}

	/**
	 * There is nothing more for now. What has been collected of a transaction may go on another way when more comes, and
	 * without a chain nobody would notice.
	 */
	void ended() throws IOException {
		if (this.end != null && this.end.chain() == null) {
			clear();
		}
	}

	boolean isEmpty() {
		return this.spool.isEmpty();
	}

	/** A run has been applied: only what follows it still waits. */
	void applied(Run run) throws IOException {
		this.handedOut = false;
		if (!this.spool.isEmpty()) {
			this.spool.removeFirst(run.frames().count());
			this.base = run.after();
		}
		if (this.spool.isEmpty()) {
			clear();
		}
	}

	/** If the file cannot be cleared, nothing goes on from it all the same, and it is tried again before it is used. */
	void clear() throws IOException {
		this.base = null;
		this.end = null;
		this.handedOut = false;
		this.spool.clear();
	}

	@Override
	public void close() throws IOException {
		try (this.room; this.spool) {
			return;
		}
	}

	/**
	 * Whole transactions, verified.
	 *
	 * @param frames one or more transactions
	 * @param before what they continue
	 * @param after right after them
	 */
	record Run(Frames frames, Mark before, Mark after) {

	}

}
