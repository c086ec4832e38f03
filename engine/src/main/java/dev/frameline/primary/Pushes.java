package dev.frameline.primary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.database.Lane;
import dev.frameline.log.Push;
import dev.frameline.log.Pushed;
import dev.frameline.log.disk.LogDirectory;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Transactions;
import dev.frameline.wal.UnsoundFramesException;
import dev.frameline.world.Time;

/**
 * Decides about the pushes of libSQL clients, each in its turn. They carry no identity, so position and bytes decide:
 * what the log or the {@linkplain PushSession session} holds already must come again exactly as it is held, what comes
 * after it is new, and what the client has before it must be what the log has: its {@linkplain PushedChain checksums}
 * tell.
 */
final class Pushes {

	private final String name;

	private final LogDirectory log;

	private final Landing landing;

	private final PushSession session;

	private final Time time;

	private volatile long lastAt;

	Pushes(String name, LogDirectory log, Landing landing, PushSession session, Time time) {
		this.name = name;
		this.log = log;
		this.landing = landing;
		this.session = session;
		this.time = time;
		this.lastAt = time.nanos() - Long.MAX_VALUE / 2;
	}

	/** When the last push came, on the monotonic clock; long ago if none did. */
	long lastAt() {
		return this.lastAt;
	}

	/** Whether a transaction has been pushed in part and can still be completed. In a turn. */
	boolean isInTheMiddle() throws IOException {
		this.session.dropUnlessAt(this.log.durableEnd().position().frame());
		return !this.session.isEmpty();
	}

	/** What has been pushed in part can be completed no more: its generation is about to end. In a turn. */
	void giveUp() throws IOException {
		this.session.clear();
	}

	CompletionStage<Pushed> decide(Lane.Turn turn, Push push) throws IOException {
		long count = push.end() - push.start();
		if (push.start() < 1 || count < 1 || count != push.frames().count()) {
			return answer(new Pushed.Malformed("Expected frames " + push.start() + " to " + push.end()
					+ " (exclusive), got " + push.frames().count()));
		}
		String stopped = this.landing.stopped();
		if (stopped != null) {
			throw new FramelineException(stopped);
		}
		this.lastAt = this.time.nanos();
		long end = this.log.durableEnd().position().frame();
		PushedChain chain = PushedChain.of(push.frames());
		if (chain.broken() > 0) {
			return answer(new Pushed.Malformed("Frame " + chain.broken() + " of " + count + " does not continue the one before"
					+ " it: its salt or its checksum is another. It was changed on its way; push again"));
		}
		Position before = new Position(push.generation(), push.start() - 1);
		if (push.generation() != this.log.start().generation()) {
			return answer(isRepeated(push, chain, before) ? new Pushed.Ok(push.generation(), push.end() - 1, null)
					: new Pushed.Conflict(this.log.start().generation(), end));
		}
		this.session.dropUnlessAt(end);
		if (push.start() > end + 1) {
			return goOn(turn, push, chain, end);
		}
		int held = (int) Math.min(count, end - before.frame());
		if (!follows(chain, before) || !isHeld(push.frames().slice(0, held), before)) {
			return answer(new Pushed.Conflict(push.generation(), end));
		}
		if (held == count) {
			return answer(new Pushed.Ok(push.generation(), push.end() - 1, null));
		}
		this.session.clear();
		return take(turn, push, push.frames().slice(held, (int) count), end);
	}

	/** A generation that has ended takes nothing, but who did not hear that it was taken is told so again. */
	private boolean isRepeated(Push push, PushedChain chain, Position before) throws IOException {
		Mark seal = this.log.keeps(push.generation()) ? this.log.seal(push.generation()) : null;
		return seal != null && push.end() - 1 <= seal.position().frame() && follows(chain, before)
				&& isHeld(push.frames(), before);
	}

	private boolean follows(PushedChain chain, Position before) throws IOException {
		return chain.follows(this.log.start(before.generation()), before.frame(), this.log.chainAt(before));
	}

	/** The log answers ranges cut at a commit, so several may be needed. */
	private boolean isHeld(Frames frames, Position after) throws IOException {
		for (int at = 0; at < frames.count();) {
			Frames held = this.log.range(after.plus(at), frames.count() - at);
			if (!SameFrames.begin(frames.slice(at, frames.count()), held)) {
				return false;
			}
			at += held.count();
		}
		return true;
	}

	/** A batch in the middle of a transaction: it must continue the one that is being collected. */
	private CompletionStage<Pushed> goOn(Lane.Turn turn, Push push, PushedChain chain, long end) throws IOException {
		long offset = push.start() - end - 1;
		if (offset > this.session.count() || !this.session.isContinuedBy(push, chain, (int) offset)) {
			return answer(new Pushed.Ok(push.generation(), end, null));
		}
		this.session.cutTo((int) offset);
		return take(turn, push, push.frames(), end);
	}

	private CompletionStage<Pushed> take(Lane.Turn turn, Push push, Frames news, long end) throws IOException {
		int complete = Transactions.lastEnd(news);
		if (complete == 0) {
			this.session.add(news, end);
			return answer(new Pushed.Ok(push.generation(), push.end() - 1, this.session.baton()));
		}
		Frames whole = news;
		if (!this.session.isEmpty()) {
			this.session.add(news, end);
			complete += this.session.count() - news.count();
			whole = this.session.frames();
		}
		try {
			Transactions.ends(whole);
		}
		catch (UnsoundFramesException ex) {
			this.session.clear();
			return answer(new Pushed.Malformed(ex.getMessage()));
		}
		Frames rest = whole.slice(complete, whole.count());
		return this.landing.land(turn, null, this.log.stamp(whole.slice(0, complete)))
			.thenApply((mark) -> keep(push, rest, mark.position().frame()));
	}

	private Pushed keep(Push push, Frames rest, long end) {
		try {
			this.session.restart(rest, end);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Database '" + this.name + "': could not keep the beginning of a"
					+ " pushed transaction", ex);
		}
		return new Pushed.Ok(push.generation(), push.end() - 1, this.session.baton());
	}

	private static CompletionStage<Pushed> answer(Pushed pushed) {
		return CompletableFuture.completedStage(pushed);
	}

}
