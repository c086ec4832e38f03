package dev.frameline.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import dev.frameline.autoconfigure.ServeProperties.Auth;
import dev.frameline.autoconfigure.http.server.AccessTokens.Access;
import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.jdbc.RoutingSettings;
import dev.frameline.log.disk.Retention;
import dev.frameline.node.NodeSettings;
import dev.frameline.node.Role;
import dev.frameline.primary.RollSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class FramelinePropertiesTests {

	private static final String KEY = "AAECAwQFBgcICQoLDA0ODw==";

	private static final String HASH = "50e721e49c013f00c62cf59f2163542a9d8df02464efeb615d31051b0fddc326";

	@Test
	void aPathAloneMakesAStandaloneNodeWithTheEnginesDefaults() {
		FramelineProperties properties = bind(Map.of());
		assertThat(properties.toNodeSettings())
			.isEqualTo(NodeSettings.of("default", Path.of("data/app.db"), Role.STANDALONE));
		assertThat(properties.toRoutingSettings()).isEqualTo(RoutingSettings.defaults());
		assertThat(properties.read().connections()).isBetween(2, 16);
	}

	@Test
	void aPrimaryUrlMakesAReplica() {
		FramelineProperties properties = bind(Map.of("primary.url", "http://host:8080/frameline"));
		assertThat(properties.role()).isEqualTo(Role.REPLICA);
		assertThat(properties.primary().url()).isEqualTo("http://host:8080/frameline");
	}

	@Test
	void anEmptyPrimaryUrlMakesNone() {
		assertThat(bind(Map.of("primary.url", "")).role()).isEqualTo(Role.STANDALONE);
	}

	@Test
	void servingMakesAPrimary() {
		FramelineProperties properties = bind(Map.of("serve.enabled", "true", "serve.tokens.reports.secret", "s3cret",
				"serve.tokens.shop.secret", "t0ken", "serve.tokens.shop.access", "read-write", "serve.required-key", KEY));
		assertThat(properties.role()).isEqualTo(Role.PRIMARY);
		assertThat(properties.serve().basePath()).isEqualTo("/frameline");
		assertThat(properties.serve().tokens()).containsOnlyKeys("reports", "shop");
		assertThat(properties.serve().tokens().get("reports").access()).isEqualTo(Access.READ);
		assertThat(properties.serve().tokens().get("shop").access()).isEqualTo(Access.READ_WRITE);
	}

	@Test
	void servingToEverybodyIsWrittenDown() {
		assertThat(bind(Map.of("serve.enabled", "true", "serve.auth", "none")).serve().auth()).isEqualTo(Auth.NONE);
	}

	@Test
	void everyLimitReachesTheEngine() {
		FramelineProperties properties = bind(Map.ofEntries(Map.entry("sync.interval", "2s"),
				Map.entry("sync.wait", "3s"), Map.entry("sync.batch-size", "7"),
				Map.entry("sync.initial", "in-background"), Map.entry("sync.initial-timeout", "4s"),
				Map.entry("sync.on-divergence", "rebootstrap"), Map.entry("read.pool-size", "5"),
				Map.entry("read.connection-timeout", "6s"), Map.entry("read.max-snapshot-age", "13s"),
				Map.entry("write.max-wal-size", "7MB"), Map.entry("write.timeout", "8s"),
				Map.entry("write.acquire-timeout", "9s"), Map.entry("write.max-duration", "10s"),
				Map.entry("write.lease", "11s"), Map.entry("write.max-in-flight", "14"),
				Map.entry("write.max-in-flight-size", "15KB"), Map.entry("write.max-transaction-size", "16MB"),
				Map.entry("write.begin", "deferred"), Map.entry("health.max-lag-frames", "11"),
				Map.entry("health.max-lag-time", "12s"), Map.entry("log.directory", "/logs/app"),
				Map.entry("log.roll-at-ratio", "2.5"), Map.entry("log.roll-at-least", "3MB"),
				Map.entry("log.keep-generations", "0"), Map.entry("log.keep-for", "13s")));
		assertThat(properties.toNodeSettings()).isEqualTo(new NodeSettings("default", Path.of("data/app.db"),
				Role.STANDALONE,
				new NodeSettings.Log(Path.of("/logs/app"),
						new RollSettings(2.5, 3 << 20, new Retention(0, Duration.ofSeconds(13)))),
				new NodeSettings.Sync(Duration.ofSeconds(3), Duration.ofSeconds(2), 7, NodeSettings.Initial.IN_BACKGROUND,
						Duration.ofSeconds(4), NodeSettings.OnDivergence.REBOOTSTRAP),
				new NodeSettings.Read(Duration.ofSeconds(6), Duration.ofSeconds(13)),
				new NodeSettings.Write(Duration.ofSeconds(8), Duration.ofSeconds(9), Duration.ofSeconds(10), 7 << 20,
						Duration.ofSeconds(11), new NodeSettings.Sizes(14, 15 << 10, 16 << 20)),
				new NodeSettings.Health(11, Duration.ofSeconds(12))));
		assertThat(properties.toRoutingSettings()).isEqualTo(new RoutingSettings(Duration.ofSeconds(6),
				Duration.ofSeconds(8), RoutingSettings.Begin.DEFERRED));
		assertThat(properties.read().connections()).isEqualTo(5);
	}

	@Test
	void aTokenMayBeAHashAndMayExpire() {
		ServeProperties.Token token = bind(
				Map.of("serve.tokens.shop.hash", HASH, "serve.tokens.shop.expires-at", "2027-01-31T12:00:00Z")).serve()
			.tokens()
			.get("shop");
		assertThat(token.hash()).isEqualTo(HASH);
		assertThat(token.expiresAt()).isEqualTo(Instant.parse("2027-01-31T12:00:00Z"));
	}

	@Test
	void aKeyForSignedTokensIsEnoughToServe() {
		assertThat(bind(Map.of("serve.enabled", "true", "serve.jwt.public-key",
				"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
			.toServeSettings()
			.tokens()).isNotNull();
	}

	@Test
	void pushesOfFourGigabytesAreTakenAndWaitBesideTheDatabase() {
		ServeSettings settings = bind(Map.of("serve.enabled", "true", "serve.auth", "none")).toServeSettings();
		assertThat(settings.mostPushBytes()).isEqualTo(4_294_967_296L);
		assertThat(settings.spoolDirectory()).isEqualTo(Path.of("data").toAbsolutePath());
		assertThat(bind(Map.of("serve.auth", "none", "serve.max-push-size", "64MB")).toServeSettings().mostPushBytes())
			.isEqualTo(64 << 20);
	}

	@Test
	void secretsNeverPrint() {
		FramelineProperties properties = bind(Map.of("primary.url", "http://host:8080/frameline", "primary.auth-token",
				"s3cret", "primary.encryption-key", KEY, "serve.tokens.reports.secret", "s3cret", "serve.required-key",
				KEY));
		assertThat(properties.primary().authToken()).isNotNull();
		assertThat(properties.primary().authToken().reveal()).isEqualTo("s3cret");
		assertThat(properties.toString()).contains("reports").doesNotContain("s3cret").doesNotContain(KEY);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void whatCannotBeHonouredIsRefusedWithASentence(Map<String, String> settings, String sentence) {
		assertThatThrownBy(() -> bind(settings)).rootCause()
			.isInstanceOfSatisfying(FramelineConfigurationException.class,
					(ex) -> assertThat(ex.action()).isNotBlank().endsWith("."))
			.hasMessageContaining(sentence);
	}

	static Stream<Arguments> whatCannotBeHonouredIsRefusedWithASentence() {
		return Stream.of(
				arguments(Map.of("primary.url", "http://host/frameline", "serve.enabled", "true", "serve.auth", "none"),
						"a node cannot be both"),
				arguments(Map.of("serve.enabled", "true"), "no frameline.serve.tokens are set"),
				arguments(Map.of("serve.tokens.shop.access", "read"), "frameline.serve.tokens.shop.secret is empty"),
				arguments(Map.of("serve.tokens.shop.secret", "s3cret", "serve.tokens.shop.hash", HASH),
						"frameline.serve.tokens.shop has both a secret and a hash"),
				arguments(Map.of("serve.tokens.shop.hash", "50e7"), "frameline.serve.tokens.shop.hash: Expected the SHA-256"),
				arguments(Map.of("serve.jwt.public-key", "short"),
						"frameline.serve.jwt.public-key: Expected a public key of Ed25519"),
				arguments(Map.of("serve.base-path", "frameline/"), "is to begin with '/'"),
				arguments(Map.of("serve.max-push-size", "1023KB"),
						"frameline.serve.max-push-size is to be at least 1048576, not 1047552"),
				arguments(Map.of("serve.sql.max-streams", "0"), "frameline.serve.sql.max-streams is to be at least 1, not 0"),
				arguments(Map.of("serve.sql.max-answer-rows", "0"), "frameline.serve.sql.max-answer-rows"),
				arguments(Map.of("serve.sql.idle-timeout", "0s"), "frameline.serve.sql.idle-timeout"),
				arguments(Map.of("serve.sql.max-answer-size", "2GB"),
						"frameline.serve.sql.max-answer-size is to be from 1B to 1GB, not 2147483648B"),
				arguments(Map.of("serve.required-key", "c2hvcnQ="), "base64 of 16 or 32 bytes"),
				arguments(Map.of("primary.encryption-key", "no base64"), "base64 of 16 or 32 bytes"),
				arguments(Map.of("primary.request-timeout", "0s"), "frameline.primary.request-timeout is to be a positive"),
				arguments(Map.of("sync.wait", "-1s"), "frameline.sync.wait is to be a positive duration, not PT-1S"),
				arguments(Map.of("sync.batch-size", "0"), "frameline.sync.batch-size is to be at least 1, not 0"),
				arguments(Map.of("read.pool-size", "0"), "frameline.read.pool-size is to be at least 1, not 0"),
				arguments(Map.of("read.max-snapshot-age", "0s"), "frameline.read.max-snapshot-age is to be a positive"),
				arguments(Map.of("write.timeout", "0s"), "frameline.write.timeout is to be a positive duration"),
				arguments(Map.of("write.max-wal-size", "1000KB"),
						"frameline.write.max-wal-size is to be at least 1MB, not 1024000B"),
				arguments(Map.of("write.max-in-flight", "0"), "frameline.write.max-in-flight is to be at least 1, not 0"),
				arguments(Map.of("write.max-transaction-size", "1000KB"),
						"frameline.write.max-transaction-size is to be at least 1MB, not 1024000B"),
				arguments(Map.of("write.lease", "99ms"), "frameline.write.lease is to be at least 100ms"),
				arguments(Map.of("health.max-lag-frames", "-1"), "is to be at least 0, not -1"),
				arguments(Map.of("log.roll-at-ratio", "0"), "frameline.log.roll-at-ratio is to be more than 0, not 0.0"),
				arguments(Map.of("log.roll-at-least", "0B"), "frameline.log.roll-at-least is to be at least 1, not 0"),
				arguments(Map.of("log.keep-generations", "-1"), "is to be at least 0, not -1"),
				arguments(Map.of("log.directory", "log\0"), "frameline.log.directory is to be the path of a file"),
				arguments(Map.of("path", "data\0app.db"), "frameline.path is to be the path of a file"));
	}

	private static FramelineProperties bind(Map<String, String> settings) {
		Map<String, String> all = new HashMap<>(Map.of("frameline.path", "data/app.db"));
		settings.forEach((name, value) -> all.put("frameline." + name, value));
		return new Binder(new MapConfigurationPropertySource(all)).bind("frameline", FramelineProperties.class).get();
	}

}
