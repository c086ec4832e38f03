package dev.frameline.autoconfigure.http.client;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.log.SourceException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Clients for tests, and what their stages came to. */
final class Upstreams {

	static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

	private Upstreams() {
	}

	static HttpUpstream to(String url) {
		return to(url, null, null, REQUEST_TIMEOUT);
	}

	static HttpUpstream to(String url, @Nullable String token, @Nullable String key, Duration requestTimeout) {
		return new HttpUpstream("test", WebClient.builder(),
				new UpstreamSettings(url, (token != null) ? Secret.of(token) : null, (key != null) ? Secret.of(key) : null,
						Duration.ofSeconds(5), requestTimeout, null));
	}

	static <T> T result(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException runtime) ? runtime : new CompletionException(ex.getCause());
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new AssertionError("No result in 30 seconds", ex);
		}
	}

	static SourceException failure(CompletionStage<?> stage) {
		return catchThrowableOfType(SourceException.class, () -> result(stage));
	}

}
