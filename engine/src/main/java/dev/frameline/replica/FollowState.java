package dev.frameline.replica;

import java.time.Instant;
import java.util.Locale;

import dev.frameline.log.Divergence;
import dev.frameline.log.Newest;
import org.jspecify.annotations.Nullable;

/**
 * What a replica knows about itself and its primary.
 *
 * @param reachable whether the last request was answered at all
 * @param failing whether the last request failed, also if the answer was an error
 * @param newest where the primary's log ended when it was last told; {@code null} if it never was
 * @param newestAt when it was told, on the monotonic clock
 * @param lastSync {@code null} before the first step ended
 * @param lastError what went wrong last and still matters
 * @param diverged why the two histories are not one; {@code null} if they are
 * @param bootstrapping whether a base is being fetched
 */
public record FollowState(boolean reachable, boolean failing, @Nullable Newest newest, long newestAt,
		@Nullable Sync lastSync, @Nullable String lastError, @Nullable Divergence diverged, boolean bootstrapping) {

	static final FollowState UNKNOWN = new FollowState(false, false, null, 0, null, null, null, false);

	/**
	 * A step that ended, or the bootstrap that goes on.
	 *
	 * @param at when it ended, or the bootstrap began
	 * @param frames applied
	 * @param bytes received: frames and base. While a base is being fetched, how many of its bytes are here, also from
	 * earlier attempts
	 * @param total bytes of the base that is being fetched; -1 if none is, or nobody knows
	 * @param seconds spent, without the time for which a pull was held
	 */
	public record Sync(Instant at, Outcome outcome, long frames, long bytes, long total, double seconds) {

	}

	/** How a step ended. */
	public enum Outcome {

		SYNCED, UP_TO_DATE, OFFLINE, UNAUTHORIZED, DIVERGED, FAILED, BOOTSTRAPPING;

		/** As it is shown: in lower case with hyphens. */
		public String text() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		/** Whether the next step may follow without a pause. */
		public boolean isGood() {
			return this == SYNCED || this == UP_TO_DATE;
		}

	}

	/**
	 * Difference in sequence.
	 * @param sequence of this node's position
	 */
	public long lagFrames(long sequence) {
		return (this.newest != null) ? Math.max(0, this.newest.sequence() - sequence) : 0;
	}

	/**
	 * Age of the oldest commit that the node lacks, on the primary's clock. While it lacks something, or is out of
	 * contact and may lack more than it was told, the time since the primary last told it counts too.
	 * @param sequence of this node's position
	 * @param nanos the monotonic clock
	 * @param quiet how long the primary may be left unasked without being out of contact, in nanoseconds
	 */
	public double lagSeconds(long sequence, long nanos, long quiet) {
		if (this.newest == null) {
			return 0;
		}
		boolean lacking = lagFrames(sequence) > 0;
		long since = nanos - this.newestAt;
		long oldest = lacking ? this.newest.oldestMissing() : 0;
		double told = (oldest > 0) ? Math.max(0, this.newest.time() - oldest) / 1e3 : 0;
		return (lacking || this.failing || since > quiet) ? told + since / 1e9 : 0;
	}

	FollowState answered() {
		return new FollowState(true, false, this.newest, this.newestAt, this.lastSync, this.lastError, this.diverged,
				this.bootstrapping);
	}

	FollowState told(@Nullable Newest newest, long nanos) {
		return (newest == null) ? this : new FollowState(this.reachable, this.failing, newest, nanos, this.lastSync,
				this.lastError, this.diverged, this.bootstrapping);
	}

	FollowState failed(boolean reachable, String error) {
		return new FollowState(reachable, true, this.newest, this.newestAt, this.lastSync, error, this.diverged,
				this.bootstrapping);
	}

	FollowState withError(@Nullable String error) {
		return new FollowState(this.reachable, this.failing, this.newest, this.newestAt, this.lastSync, error,
				this.diverged, this.bootstrapping);
	}

	FollowState withDiverged(@Nullable Divergence diverged) {
		return new FollowState(this.reachable, this.failing, this.newest, this.newestAt, this.lastSync, this.lastError,
				diverged, this.bootstrapping);
	}

	FollowState withBootstrapping(boolean bootstrapping) {
		return new FollowState(this.reachable, this.failing, this.newest, this.newestAt, this.lastSync, this.lastError,
				this.diverged, bootstrapping);
	}

	FollowState ended(Sync sync) {
		return new FollowState(this.reachable, this.failing, this.newest, this.newestAt, sync, this.lastError,
				this.diverged, this.bootstrapping);
	}

}
