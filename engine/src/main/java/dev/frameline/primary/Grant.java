package dev.frameline.primary;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.frameline.Fence;
import dev.frameline.log.Acquired;
import org.jspecify.annotations.Nullable;

/** The lease in somebody's hands. Used by its {@link LeaseDesk} alone, which guards it. */
final class Grant {

	private final Asker holder;

	private final Fence fence;

	private final long since;

	private long expires;

	private int working;

	private boolean over;

	private @Nullable CompletableFuture<Acquired> renewal;

	Grant(Asker holder, Fence fence, long now) {
		this.holder = holder;
		this.fence = fence;
		this.since = now;
		renew(now);
	}

	Asker holder() {
		return this.holder;
	}

	Fence fence() {
		return this.fence;
	}

	/** Whether this is what is claimed, and goes on. */
	boolean is(Claim claim) {
		return !this.over && this.fence.equals(claim.fence()) && this.holder.origin().equals(claim.origin());
	}

	/** The holder is alive. */
	void renew(long now) {
		this.expires = now + this.holder.duration().toNanos();
	}

	/** What is left of its time; zero if it was given up. */
	Duration left(long now) {
		return this.over ? Duration.ZERO : Duration.ofNanos(Math.max(0, this.expires - now));
	}

	/** Something is done under it, and it stays until that is done. */
	void begin() {
		this.working++;
	}

	void end() {
		this.working--;
	}

	/** Its holder has given it up, or lost it: nothing more begins under it. */
	void giveUp() {
		this.over = true;
	}

	/** Whether it ends now: it was given up, or is wanted and its time is over; and nothing is being done under it. */
	boolean mayEnd(boolean wanted, long now) {
		return this.working == 0 && (this.over || (wanted && now - this.expires >= 0));
	}

	/** Whether it was given up. */
	boolean isGivenUp() {
		return this.over;
	}

	/** @return the question that was held before, which has to be answered */
	@Nullable CompletableFuture<Acquired> keep(@Nullable CompletableFuture<Acquired> question) {
		CompletableFuture<Acquired> before = this.renewal;
		this.renewal = question;
		return before;
	}

	/** As the end of a sentence. */
	String describe(long now) {
		return this.holder.name() + " has held the lease for " + (now - this.since) / 1_000_000 + " ms";
	}

}
