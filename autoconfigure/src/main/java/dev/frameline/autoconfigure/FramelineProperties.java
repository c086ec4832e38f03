package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.disk.Retention;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.NodeSettings.Initial;
import dev.frameline.node.NodeSettings.OnDivergence;
import dev.frameline.node.Role;
import dev.frameline.primary.RollSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the database named {@code default}.
 *
 * @param enabled whether Frameline provides the DataSource
 * @param path SQLite file that this node owns; Frameline is off without it
 * @param primary node to follow
 * @param serve how other nodes may follow this one
 * @param log where a primary's log is and when its generations end
 * @param sync how a replica follows
 * @param read limits of reading
 * @param write limits of writing
 * @param health when a replica is stale
 */
@ConfigurationProperties("frameline")
public record FramelineProperties(@DefaultValue("true") boolean enabled, String path, @DefaultValue Primary primary,
		@NestedConfigurationProperty @DefaultValue ServeProperties serve, @DefaultValue Log log, @DefaultValue Sync sync, @DefaultValue Read read, @DefaultValue Write write,
		@DefaultValue Health health) {

	/** The name that messages, threads and pools carry. */
	public static final String DATABASE = "default";

	private static final DataSize SMALLEST_WAL = DataSize.ofMegabytes(1);

	public FramelineProperties {
		if (primary.url() != null && serve.enabled()) {
			throw new FramelineConfigurationException(
					"frameline.primary.url makes this node a replica and frameline.serve.enabled makes it a primary; "
							+ "a node cannot be both",
					"Remove one of the two.");
		}
		PropertyChecks.asPath("frameline.path", path);
	}

	/** What these settings make of the node. */
	public Role role() {
		if (this.primary.url() != null) {
			return Role.REPLICA;
		}
		return this.serve.enabled() ? Role.PRIMARY : Role.STANDALONE;
	}

	/** All of this, as the engine takes it. */
	public NodeSettings toNodeSettings() {
		return toNodeSettings(role());
	}

	/** The same for a node whose role is not only these settings' to say: its primary may be named elsewhere. */
	NodeSettings toNodeSettings(Role role) {
		return new NodeSettings(DATABASE, PropertyChecks.asPath("frameline.path", this.path), role, this.log.toNodeSettings(),
				new NodeSettings.Sync(this.sync.hold(), this.sync.interval(), this.sync.batchSize(), this.sync.initial(),
						this.sync.initialTimeout(), this.sync.onDivergence()),
				new NodeSettings.Read(this.read.connectionTimeout(), this.read.maxSnapshotAge()),
				new NodeSettings.Write(this.write.timeout(), this.write.acquireTimeout(), this.write.maxDuration(),
						this.write.maxWalSize().toBytes(), this.write.lease(), this.write.sizes()),
				new NodeSettings.Health(this.health.maxLagFrames(), this.health.maxLagTime()));
	}

	/** How statements find their connection, as the engine takes it. */
	public RoutingSettings toRoutingSettings() {
		return new RoutingSettings(this.read.connectionTimeout(), this.write.timeout(), this.write.begin());
	}

	/** How the log is served. Pushes wait beside the database, on the disk that has to hold them anyway. */
	ServeSettings toServeSettings() {
		Path directory = PropertyChecks.asPath("frameline.path", this.path).toAbsolutePath().getParent();
		return new ServeSettings(this.serve.accessTokens(), this.serve.requiredKey(), directory,
				this.serve.maxPushSize().toBytes());
	}

	/**
	 * The node to follow.
	 *
	 * @param url base URL of the primary, such as http://host:8080/frameline; makes this node a replica
	 * @param authToken token that the primary knows this node by
	 * @param encryptionKey base64 of 16 or 32 bytes, sent to servers that encrypt their database
	 * @param connectTimeout how long connecting to the primary may take
	 * @param requestTimeout how long the primary may take to answer, besides the time that it was asked to wait
	 * @param ssl how the primary and this node prove who they are
	 */
	public record Primary(@Nullable String url, @Nullable Secret authToken, @Nullable Secret encryptionKey,
			@DefaultValue("5s") Duration connectTimeout, @DefaultValue("10s") Duration requestTimeout,
			@DefaultValue Ssl ssl) {

		public Primary {
			url = StringUtils.hasText(url) ? url : null;
			PropertyChecks.key("frameline.primary.encryption-key", encryptionKey);
			PropertyChecks.positive("frameline.primary.connect-timeout", connectTimeout);
			PropertyChecks.positive("frameline.primary.request-timeout", requestTimeout);
		}

	}

	/**
	 * TLS with the primary.
	 *
	 * @param bundle SSL bundle with the certificates that this node trusts and, for mutual TLS, its own
	 */
	public record Ssl(@Nullable String bundle) {

	}

	/**
	 * A primary's log.
	 *
	 * @param directory where the log is; by default beside the database, under its name with -log
	 * @param rollAtRatio how many times as large as its base the frames of a generation are when it ends
	 * @param rollAtLeast size that they have at least when it ends
	 * @param keepGenerations how many generations that have ended are kept at least
	 * @param keepFor how long each of them is kept at least
	 */
	public record Log(@Nullable String directory, @DefaultValue("1") double rollAtRatio,
			@DefaultValue("64MB") DataSize rollAtLeast, @DefaultValue("3") int keepGenerations,
			@DefaultValue("1h") Duration keepFor) {

		public Log {
			directory = StringUtils.hasText(directory) ? directory : null;
			if (directory != null) {
				PropertyChecks.asPath("frameline.log.directory", directory);
			}
			if (!(rollAtRatio > 0)) {
				throw new FramelineConfigurationException(
						"frameline.log.roll-at-ratio is to be more than 0, not " + rollAtRatio,
						"Set frameline.log.roll-at-ratio to a number such as 1.0, or remove it to get its default.");
			}
			PropertyChecks.atLeast("frameline.log.roll-at-least", 1, rollAtLeast.toBytes());
			PropertyChecks.atLeast("frameline.log.keep-generations", 0, keepGenerations);
			PropertyChecks.atLeast("frameline.log.keep-for", 0, keepFor.toNanos());
		}

		private NodeSettings.Log toNodeSettings() {
			return new NodeSettings.Log(
					(this.directory != null) ? PropertyChecks.asPath("frameline.log.directory", this.directory).toAbsolutePath() : null,
					new RollSettings(this.rollAtRatio, this.rollAtLeast.toBytes(),
							new Retention(this.keepGenerations, this.keepFor)));
		}

	}

	/**
	 * How a replica follows.
	 *
	 * @param interval pause between pulls from a server that does not hold them
	 * @param hold how long the primary may hold a pull until there is something to send
	 * @param batchSize frames that one pull may bring
	 * @param initial when this replica is ready
	 * @param initialTimeout how long the first copy and the first sync may bring nothing new; as long as they do, the
	 * start waits
	 * @param onDivergence what to do when this replica's history is not the primary's
	 */
	public record Sync(@DefaultValue("1s") Duration interval,
			@Name("wait") @DefaultValue("30s") Duration hold,
			@DefaultValue("1024") int batchSize, @DefaultValue("serve-stale") Initial initial,
			@DefaultValue("1m") Duration initialTimeout, @DefaultValue("stop") OnDivergence onDivergence) {

		public Sync {
			PropertyChecks.positive("frameline.sync.interval", interval);
			PropertyChecks.positive("frameline.sync.wait", hold);
			PropertyChecks.atLeast("frameline.sync.batch-size", 1, batchSize);
			PropertyChecks.positive("frameline.sync.initial-timeout", initialTimeout);
		}

	}

	/**
	 * Limits of reading.
	 *
	 * @param poolSize connections for readers; by default one per processor, 2 at least and 16 at most
	 * @param connectionTimeout how long a reader waits for a connection, and for a database to be there
	 * @param maxSnapshotAge how old a snapshot may become that keeps a full write-ahead log from being emptied
	 */
	public record Read(@Nullable Integer poolSize, @DefaultValue("5s") Duration connectionTimeout,
			@DefaultValue("30s") Duration maxSnapshotAge) {

		public Read {
			if (poolSize != null) {
				PropertyChecks.atLeast("frameline.read.pool-size", 1, poolSize);
			}
			PropertyChecks.positive("frameline.read.connection-timeout", connectionTimeout);
			PropertyChecks.positive("frameline.read.max-snapshot-age", maxSnapshotAge);
		}

		int connections() {
			return (this.poolSize != null) ? this.poolSize
					: Math.max(2, Math.min(16, Runtime.getRuntime().availableProcessors()));
		}

	}

	/**
	 * Limits of writing.
	 *
	 * @param timeout how long a commit waits for the log's answer
	 * @param acquireTimeout how long a writer waits for its turn, on this node and among all of them
	 * @param maxDuration how long a transaction may hold the writer
	 * @param maxWalSize size of the write-ahead log from which on nothing is written before it was emptied
	 * @param begin when a transaction that is not read-only takes the writer
	 * @param lease how long a primary grants the right to write to one node, unless it is renewed
	 * @param maxInFlight how many commits may wait for the log's answer
	 * @param maxInFlightSize size of their pages from which on no further transaction begins
	 * @param maxTransactionSize size of the pages that one transaction may change
	 */
	public record Write(@DefaultValue("10s") Duration timeout, @DefaultValue("10s") Duration acquireTimeout,
			@DefaultValue("30s") Duration maxDuration, @DefaultValue("64MB") DataSize maxWalSize,
			@DefaultValue("immediate") RoutingSettings.Begin begin, @DefaultValue("5s") Duration lease,
			@DefaultValue("128") int maxInFlight, @DefaultValue("4MB") DataSize maxInFlightSize,
			@DefaultValue("2GB") DataSize maxTransactionSize) {

		private static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

		private static final DataSize SMALLEST_TRANSACTION = DataSize.ofMegabytes(1);

		public Write {
			PropertyChecks.positive("frameline.write.timeout", timeout);
			PropertyChecks.positive("frameline.write.acquire-timeout", acquireTimeout);
			PropertyChecks.positive("frameline.write.max-duration", maxDuration);
			PropertyChecks.atLeast("frameline.write.max-wal-size", SMALLEST_WAL, maxWalSize);
			if (lease.compareTo(SHORTEST_LEASE) < 0) {
				throw new FramelineConfigurationException(
						"frameline.write.lease is to be at least 100ms, so that it can be renewed in time, not " + lease,
						"Set frameline.write.lease to a duration such as 5s, or remove it to get its default.");
			}
			PropertyChecks.atLeast("frameline.write.max-in-flight", 1, maxInFlight);
			PropertyChecks.atLeast("frameline.write.max-in-flight-size", 1, maxInFlightSize.toBytes());
			PropertyChecks.atLeast("frameline.write.max-transaction-size", SMALLEST_TRANSACTION, maxTransactionSize);
		}

		NodeSettings.Sizes sizes() {
			return new NodeSettings.Sizes(this.maxInFlight, this.maxInFlightSize.toBytes(),
					this.maxTransactionSize.toBytes());
		}

	}

	/**
	 * When a replica is stale.
	 *
	 * @param maxLagFrames frames that a replica may lack
	 * @param maxLagTime age of the oldest commit that a replica may lack
	 * @param readiness whether the application is not ready before a replica's first sync has succeeded
	 */
	public record Health(@DefaultValue("10000") long maxLagFrames, @DefaultValue("30s") Duration maxLagTime,
			@DefaultValue("false") boolean readiness) {

		public Health {
			PropertyChecks.atLeast("frameline.health.max-lag-frames", 0, maxLagFrames);
			PropertyChecks.positive("frameline.health.max-lag-time", maxLagTime);
		}

	}

}
