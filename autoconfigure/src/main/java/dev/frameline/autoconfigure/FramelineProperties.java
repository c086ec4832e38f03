package dev.frameline.autoconfigure;

import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.frameline.autoconfigure.http.hrana.SqlLimits;
import dev.frameline.autoconfigure.http.server.AccessTokens;
import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.autoconfigure.http.server.SignedTokens;
import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.disk.Retention;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.NodeSettings.Initial;
import dev.frameline.node.NodeSettings.OnDivergence;
import dev.frameline.node.Role;
import dev.frameline.primary.RollSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.ClassUtils;
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
		@DefaultValue Serve serve, @DefaultValue Log log, @DefaultValue Sync sync, @DefaultValue Read read, @DefaultValue Write write,
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
		asPath("frameline.path", path);
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
		return new NodeSettings(DATABASE, asPath("frameline.path", this.path), role, this.log.toNodeSettings(),
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
		Path directory = asPath("frameline.path", this.path).toAbsolutePath().getParent();
		return new ServeSettings(this.serve.accessTokens(), this.serve.requiredKey(), directory,
				this.serve.maxPushSize().toBytes());
	}

	private static Path asPath(String property, String path) {
		try {
			return Path.of(path);
		}
		catch (InvalidPathException ex) {
			throw new FramelineConfigurationException(
					property + " is to be the path of a file, not '" + path + "': " + ex.getReason(),
					"Set " + property + " to a path such as data/app.db.");
		}
	}

	private static void positive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new FramelineConfigurationException(property + " is to be a positive duration, not " + value,
					"Set " + property + " to a duration such as 10s, or remove it to get its default.");
		}
	}

	private static void atLeast(String property, long smallest, long value) {
		if (value < smallest) {
			throw new FramelineConfigurationException(property + " is to be at least " + smallest + ", not " + value,
					"Set " + property + " to " + smallest + " or more, or remove it to get its default.");
		}
	}

	private static void atLeast(String property, DataSize smallest, DataSize value) {
		if (value.compareTo(smallest) < 0) {
			throw new FramelineConfigurationException(
					property + " is to be at least " + smallest.toMegabytes() + "MB, not " + value.toBytes() + "B",
					"Set " + property + " to " + smallest.toMegabytes() + "MB or more, or remove it to get its default.");
		}
	}

	private static void key(String property, @Nullable Secret value) {
		if (value != null && !isKey(value)) {
			throw new FramelineConfigurationException(property + " is to be the base64 of 16 or 32 bytes, and is not",
					"Make a key, for example with 'openssl rand -base64 32', and set it on both sides.");
		}
	}

	private static boolean isKey(Secret value) {
		try {
			return Set.of(16, 32).contains(Base64.getDecoder().decode(value.reveal()).length);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
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
			key("frameline.primary.encryption-key", encryptionKey);
			positive("frameline.primary.connect-timeout", connectTimeout);
			positive("frameline.primary.request-timeout", requestTimeout);
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
	 * How other nodes may follow this one.
	 *
	 * @param enabled whether other nodes may follow this one, which makes it a primary
	 * @param basePath where the protocol is served
	 * @param port port of its own for the protocol, 0 for any; by default the application's
	 * @param address where that port listens; everywhere by default
	 * @param auth how other nodes prove who they are
	 * @param tokens tokens by a name of their own
	 * @param jwt signed tokens
	 * @param requiredKey base64 of 16 or 32 bytes that requests have to carry; access control, not encryption
	 * @param maxPushSize largest transaction that is taken from another node
	 * @param sql SQL over HTTP
	 */
	public record Serve(@DefaultValue("false") boolean enabled, @DefaultValue("/frameline") String basePath,
			@Nullable Integer port, @Nullable InetAddress address, @DefaultValue("token") Auth auth,
			@DefaultValue Map<String, Token> tokens, @DefaultValue Jwt jwt, @Nullable Secret requiredKey,
			@DefaultValue("4GB") DataSize maxPushSize, @DefaultValue Sql sql) {

		public Serve {
			tokens = Map.copyOf(tokens);
			if (!basePath.matches("(/[^/*?]+)+")) {
				throw new FramelineConfigurationException(
						"frameline.serve.base-path is to begin with '/' and not to end with it, not '" + basePath + "'",
						"Set frameline.serve.base-path to a path such as /frameline.");
			}
			if (enabled && auth == Auth.TOKEN && tokens.isEmpty() && jwt.publicKey() == null) {
				throw new FramelineConfigurationException(
						"frameline.serve.enabled opens this database to other nodes, and no frameline.serve.tokens are set",
						"Set frameline.serve.tokens.<name>.secret or frameline.serve.jwt.public-key, or write "
								+ "frameline.serve.auth=none to let everybody "
								+ "read and write who can reach the port.");
			}
			if (port == null && address != null) {
				throw new FramelineConfigurationException(
						"frameline.serve.address is where frameline.serve.port listens, and there is no such port",
						"Set frameline.serve.port too, or server.address for the application's own port.");
			}
			key("frameline.serve.required-key", requiredKey);
			atLeast("frameline.serve.max-push-size", 1 << 20, maxPushSize.toBytes());
			tokens.forEach((name, token) -> token.check("frameline.serve.tokens." + name));
		}

		AccessTokens accessTokens() {
			if (this.auth == Auth.NONE) {
				return AccessTokens.none();
			}
			Map<String, AccessTokens.Token> known = new LinkedHashMap<>();
			this.tokens.forEach((name, token) -> known.put(name, token.toAccessToken()));
			return AccessTokens.of(known, this.jwt.signedTokens(), Clock.systemUTC());
		}

	}

	/**
	 * SQL over HTTP, as libSQL's clients speak it.
	 *
	 * @param enabled whether SQL is served where the log is
	 * @param maxStreams how many streams may be open at once
	 * @param idleTimeout how long a stream waits for its next request before it is rolled back and closed
	 * @param statementTimeout how long a statement may run
	 * @param maxRequestSize largest request
	 * @param maxAnswerSize largest answer
	 */
	public record Sql(@DefaultValue("true") boolean enabled, @DefaultValue("128") int maxStreams,
			@DefaultValue("10s") Duration idleTimeout, @DefaultValue("30s") Duration statementTimeout,
			@DefaultValue("64MB") DataSize maxRequestSize, @DefaultValue("10MB") DataSize maxAnswerSize) {

		/** JSON of this size takes some times as much memory. */
		private static final DataSize LARGEST = DataSize.ofGigabytes(1);

		public Sql {
			atLeast("frameline.serve.sql.max-streams", 1, maxStreams);
			positive("frameline.serve.sql.idle-timeout", idleTimeout);
			positive("frameline.serve.sql.statement-timeout", statementTimeout);
			upToLargest("frameline.serve.sql.max-request-size", maxRequestSize);
			upToLargest("frameline.serve.sql.max-answer-size", maxAnswerSize);
		}

		SqlLimits limits() {
			return new SqlLimits(this.maxStreams, this.idleTimeout, this.statementTimeout,
					(int) this.maxRequestSize.toBytes(), (int) this.maxAnswerSize.toBytes());
		}

		private static void upToLargest(String property, DataSize value) {
			if (value.toBytes() < 1 || value.compareTo(LARGEST) > 0) {
				throw new FramelineConfigurationException(property + " is to be from 1B to 1GB, not " + value.toBytes() + "B",
						"Set " + property + " to a size such as 10MB, or remove it to get its default.");
			}
		}

	}

	/** How other nodes prove who they are. */
	public enum Auth {

		/** By one of the tokens. */
		TOKEN,

		/** They need not. */
		NONE

	}

	/**
	 * What the bearer of a token may do.
	 *
	 * @param secret what a node sends
	 * @param hash SHA-256 of that in hexadecimal, in place of it
	 * @param access what it may do
	 * @param expiresAt from when on it may do nothing
	 */
	public record Token(@Nullable Secret secret, @Nullable String hash, @DefaultValue("read") AccessTokens.Access access,
			@Nullable Instant expiresAt) {

		private void check(String property) {
			boolean none = this.secret == null || this.secret.isEmpty();
			if (none && !StringUtils.hasText(this.hash)) {
				throw new FramelineConfigurationException(property + ".secret is empty",
						"Set " + property + ".secret to a long random text, or " + property + ".hash to its SHA-256.");
			}
			if (!none && this.hash != null) {
				throw new FramelineConfigurationException(property + " has both a secret and a hash",
						"Remove " + property + ".secret, or " + property + ".hash.");
			}
			try {
				toAccessToken();
			}
			catch (IllegalArgumentException ex) {
				throw new FramelineConfigurationException(property + ".hash: " + ex.getMessage(),
						"Set " + property + ".hash to what `printf %s <secret> | sha256sum` prints.");
			}
		}

		private AccessTokens.Token toAccessToken() {
			SecretDigest digest = (this.secret != null) ? SecretDigest.of(this.secret)
					: SecretDigest.ofHex(String.valueOf(this.hash));
			return new AccessTokens.Token(digest, this.access, this.expiresAt);
		}

	}

	/**
	 * Signed tokens: JWTs with EdDSA, and the claims {@code a} ({@code ro} or {@code rw}) and {@code exp}.
	 *
	 * @param publicKey what they are verified by: PEM, or its 32 bytes in URL-safe base64
	 */
	public record Jwt(@Nullable String publicKey) {

		private static final String LIBRARY = "com.nimbusds.jwt.JWTClaimsSet";

		public Jwt {
			publicKey = StringUtils.hasText(publicKey) ? publicKey : null;
			if (publicKey != null) {
				signedTokens(publicKey);
			}
		}

		private @Nullable SignedTokens signedTokens() {
			return (this.publicKey != null) ? signedTokens(this.publicKey) : null;
		}

		private static SignedTokens signedTokens(String publicKey) {
			if (!ClassUtils.isPresent(LIBRARY, null)) {
				throw new FramelineConfigurationException(
						"frameline.serve.jwt.public-key needs Nimbus JOSE+JWT, which is not on the class path",
						"Add the dependency com.nimbusds:nimbus-jose-jwt.");
			}
			try {
				return SignedTokens.by(publicKey, Clock.systemUTC());
			}
			catch (IllegalArgumentException ex) {
				throw new FramelineConfigurationException("frameline.serve.jwt.public-key: " + ex.getMessage(),
						"Set frameline.serve.jwt.public-key to what `openssl pkey -in private.pem -pubout` prints.");
			}
		}

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
				asPath("frameline.log.directory", directory);
			}
			if (!(rollAtRatio > 0)) {
				throw new FramelineConfigurationException(
						"frameline.log.roll-at-ratio is to be more than 0, not " + rollAtRatio,
						"Set frameline.log.roll-at-ratio to a number such as 1.0, or remove it to get its default.");
			}
			atLeast("frameline.log.roll-at-least", 1, rollAtLeast.toBytes());
			atLeast("frameline.log.keep-generations", 0, keepGenerations);
			atLeast("frameline.log.keep-for", 0, keepFor.toNanos());
		}

		private NodeSettings.Log toNodeSettings() {
			return new NodeSettings.Log(
					(this.directory != null) ? asPath("frameline.log.directory", this.directory).toAbsolutePath() : null,
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
			positive("frameline.sync.interval", interval);
			positive("frameline.sync.wait", hold);
			atLeast("frameline.sync.batch-size", 1, batchSize);
			positive("frameline.sync.initial-timeout", initialTimeout);
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
				atLeast("frameline.read.pool-size", 1, poolSize);
			}
			positive("frameline.read.connection-timeout", connectionTimeout);
			positive("frameline.read.max-snapshot-age", maxSnapshotAge);
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
			positive("frameline.write.timeout", timeout);
			positive("frameline.write.acquire-timeout", acquireTimeout);
			positive("frameline.write.max-duration", maxDuration);
			atLeast("frameline.write.max-wal-size", SMALLEST_WAL, maxWalSize);
			if (lease.compareTo(SHORTEST_LEASE) < 0) {
				throw new FramelineConfigurationException(
						"frameline.write.lease is to be at least 100ms, so that it can be renewed in time, not " + lease,
						"Set frameline.write.lease to a duration such as 5s, or remove it to get its default.");
			}
			atLeast("frameline.write.max-in-flight", 1, maxInFlight);
			atLeast("frameline.write.max-in-flight-size", 1, maxInFlightSize.toBytes());
			atLeast("frameline.write.max-transaction-size", SMALLEST_TRANSACTION, maxTransactionSize);
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
			atLeast("frameline.health.max-lag-frames", 0, maxLagFrames);
			positive("frameline.health.max-lag-time", maxLagTime);
		}

	}

}
