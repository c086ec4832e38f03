package dev.frameline.database;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/** A snapshot that a reader holds, or held: who, since when, and whether it was ended under its user. */
public final class Snapshot {

	private final Snapshots.Reader reader;

	private final String thread;

	private final long connection;

	private final int epoch;

	private final long since;

	private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

	Snapshot(Snapshots.Reader reader, Thread thread, long connection, int epoch, long since) {
		this.reader = reader;
		this.thread = thread.getName();
		this.connection = connection;
		this.epoch = epoch;
		this.since = since;
	}

	/** The thread that took it. Virtual threads may have no name. */
	public String thread() {
		return this.thread.isEmpty() ? "a thread without a name" : this.thread;
	}

	/** Who holds it: the thread that took it and, if it is counted, its connection. */
	public String holder() {
		return (this.connection > 0) ? thread() + ", connection " + this.connection : thread();
	}

	/** When it was taken, on the monotonic clock. */
	public long since() {
		return this.since;
	}

	int epoch() {
		return this.epoch;
	}

	/** Why it was ended under its user, as the end of a sentence; {@code null} if it was not. */
	public @Nullable String ended() {
		Ending ending = this.ending.get();
		return (ending != null) ? ending.why() : null;
	}

	/** An ended snapshot is not held any more. Called by its reader, once. */
	public void givenUp() {
		Ending ending = this.ending.get();
		if (ending != null) {
			ending.afterwards().run();
		}
	}

	/**
	 * Ends it. Its user learns that at the next call; a user who makes none finds it given up when this is called
	 * again, not sooner: a call that has just begun has time to end.
	 * @param why as the end of a sentence
	 * @param afterwards is run when it was given up, by whoever did that
	 * @return whether it had not been ended before
	 */
	boolean end(String why, Runnable afterwards) {
		boolean first = this.ending.compareAndSet(null, new Ending(why, afterwards));
		if (first) {
			this.reader.interrupt(this);
		}
		else {
			this.reader.giveUp(this);
		}
		return first;
	}

	private record Ending(String why, Runnable afterwards) {

	}

}
