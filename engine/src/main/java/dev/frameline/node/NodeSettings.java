package dev.frameline.node;

import java.nio.file.Path;
import java.time.Duration;

import dev.frameline.database.WalLimits;
import dev.frameline.primary.RollSettings;
import dev.frameline.write.LoggedWritePath;
import org.jspecify.annotations.Nullable;

/**
 * What a node is to be. All durations are positive.
 *
 * @param name the database's name
 * @param path of the SQLite file
 * @param role what it is to its database
 * @param log where a primary's log is and when its generations end
 * @param sync how it follows
 * @param read limits of reading
 * @param write limits of writing
 * @param health from when on it is stale
 */
public record NodeSettings(String name, Path path, Role role, Log log, Sync sync, Read read, Write write, Health health) {

	/**
	 * @param directory of the log; {@code null} beside the database, as {@code <database>-log}
	 * @param rolls when a generation ends, and how long it is kept then
	 */
	public record Log(@Nullable Path directory, RollSettings rolls) {

		public static Log defaults() {
			return new Log(null, RollSettings.defaults());
		}

	}

	/**
	 * @param hold how long a pull may be held by the primary
	 * @param interval pause between pulls from a server that does not hold them
	 * @param batchSize frames that one pull may bring, at least 1
	 * @param initial when the node is ready
	 * @param initialTimeout bounds how long bootstrap and the first sync may go without progress, except in the
	 * background
	 * @param onDivergence what to do when the histories differ
	 */
	public record Sync(Duration hold, Duration interval, int batchSize, Initial initial, Duration initialTimeout,
			OnDivergence onDivergence) {

		public static Sync defaults() {
			return new Sync(Duration.ofSeconds(30), Duration.ofSeconds(1), 1024, Initial.SERVE_STALE,
					Duration.ofMinutes(1), OnDivergence.STOP);
		}

	}

	/** When a replica is ready. */
	public enum Initial {

		/** A local copy starts at once; without one it is fetched first. */
		SERVE_STALE,

		/** One successful sync first. */
		REQUIRED,

		/** At once, with or without a copy; connections wait for one. */
		IN_BACKGROUND

	}

	/** What a diverged replica does. */
	public enum OnDivergence {

		/** Reads on, refuses writes, waits for people. */
		STOP,

		/** Sets its file aside by date and fetches a new one. */
		REBOOTSTRAP

	}

	/**
	 * @param connectionTimeout how long a reader waits for a connection, and for a database to be there
	 * @param maxSnapshotAge how old a snapshot may become that keeps a full WAL from being emptied
	 */
	public record Read(Duration connectionTimeout, Duration maxSnapshotAge) {

		public static Read defaults() {
			return new Read(Duration.ofSeconds(5), WalLimits.defaults().maxSnapshotAge());
		}

	}

	/**
	 * @param timeout how long a commit waits for the log's answer
	 * @param acquireTimeout how long a writer waits for its turn, on this node and among all of them
	 * @param maxDuration how long a transaction may hold it
	 * @param maxWalSize from how many bytes of the WAL on no change begins before it was emptied
	 * @param lease how long a primary grants the right to write to one node, unless it is renewed
	 * @param sizes how much may be on its way to the log
	 */
	public record Write(Duration timeout, Duration acquireTimeout, Duration maxDuration, long maxWalSize,
			Duration lease, Sizes sizes) {

		/** With the default sizes. */
		public Write(Duration timeout, Duration acquireTimeout, Duration maxDuration, long maxWalSize, Duration lease) {
			this(timeout, acquireTimeout, maxDuration, maxWalSize, lease, Sizes.defaults());
		}

		public static Write defaults() {
			return new Write(Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30),
					WalLimits.defaults().maxSize(), Duration.ofSeconds(5));
		}

		LoggedWritePath.Limits limits() {
			return new LoggedWritePath.Limits(this.acquireTimeout, this.timeout, this.maxDuration,
					this.sizes.maxInFlight(), this.sizes.maxInFlightSize(), this.sizes.maxTransactionSize());
		}

	}

	/**
	 * How much may be on its way to the log.
	 *
	 * @param maxInFlight how many commits may wait for its answer, 1 or more
	 * @param maxInFlightSize bytes of their frames from which on no further one begins
	 * @param maxTransactionSize bytes of frames that a transaction may commit
	 */
	public record Sizes(int maxInFlight, long maxInFlightSize, long maxTransactionSize) {

		public static Sizes defaults() {
			return new Sizes(128, 4L << 20, 2L << 30);
		}

	}

	/** Over either limit a replica is stale. */
	public record Health(long maxLagFrames, Duration maxLagTime) {

		public static Health defaults() {
			return new Health(10_000, Duration.ofSeconds(30));
		}

	}

	/** The log's directory. */
	Path logDirectory() {
		return (this.log.directory() != null) ? this.log.directory() : Files.logDirectory(this.path);
	}

	WalLimits walLimits() {
		return new WalLimits(this.write.maxWalSize(), this.read.maxSnapshotAge());
	}

	/** A node with the defaults of everything. */
	public static NodeSettings of(String name, Path path, Role role) {
		return new NodeSettings(name, path, role, Log.defaults(), Sync.defaults(), Read.defaults(), Write.defaults(),
				Health.defaults());
	}

}
