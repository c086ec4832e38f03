package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.HeaderNames;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.ReactorHttpClientBuilder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * One request and its answer: credentials, bounded bodies, connections. What they mean is not its concern.
 *
 * <p>Connections are its own. One that idled is let go before a server's usual keep-alive ends, and a request is
 * never sent twice in secret, since a push that might have arrived has to be known as such. Redirects are followed here
 * and not by the network layer, which would take the credentials along.
 */
final class Exchange implements AutoCloseable {

	/** The longest JSON answer that is read: 64 KiB. */
	static final int MAX_JSON = 64 * 1024;

	/** Frames that leave together. The network layer holds up to 128 of these, outside of the heap: 2 MiB. */
	private static final int RUN = 4;

	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final int EVENT_LOOPS = 2;

	private final ConnectionProvider connections;

	private final LoopResources loops;

	private final WebClient client;

	/** For where redirects lead away from the configured server: it knows neither credentials nor the application's filters. */
	private final WebClient elsewhere;

	private final String url;

	/** Fails when this is closed: the connections' end alone does not end the requests that wait on them. */
	private final Sinks.Empty<Void> closed = Sinks.empty();

	Exchange(String database, WebClient.Builder builder, UpstreamSettings settings) {
		this.url = settings.url();
		this.connections = ConnectionProvider.builder("frameline-" + database)
			.maxConnections(16)
			.maxIdleTime(IDLE)
			.build();
		this.loops = LoopResources.create("frameline-" + database + "-http", EVENT_LOOPS, true);
		ReactorClientHttpConnector connector = new ReactorClientHttpConnector(
				http(this.connections, this.loops, settings));
		this.elsewhere = WebClient.builder().clientConnector(connector).build();
		this.client = builder.clone()
			.clientConnector(connector)
			.defaultHeaders((headers) -> putCredentials(headers, settings))
			.build();
	}

	/**
	 * On event loops of its own: those that a WebFlux application's server shares with its clients stand still while a
	 * controller on one of them waits for a commit, and the commit's answer would have to come through them.
	 */
	private static HttpClient http(ConnectionProvider connections, LoopResources loops, UpstreamSettings settings) {
		HttpClientSettings http = HttpClientSettings.defaults()
			.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withConnectTimeout(connectTimeout(settings))
			.withSslBundle(settings.sslBundle());
		return new ReactorHttpClientBuilder().withoutHttpClientDefaults()
			.withHttpClientFactory(() -> HttpClient.create(connections).runOn(loops))
			.build(http)
			.disableRetry(true);
	}

	/** Netty counts it in an int. */
	private static Duration connectTimeout(UpstreamSettings settings) {
		return Duration.ofMillis(Math.min(settings.connectTimeout().toMillis(), Integer.MAX_VALUE));
	}

	private static void putCredentials(HttpHeaders headers, UpstreamSettings settings) {
		Secret token = settings.token();
		if (token != null && !token.isEmpty()) {
			headers.setBearerAuth(token.reveal());
		}
		Secret key = settings.encryptionKey();
		if (key != null && !key.isEmpty()) {
			headers.set(HeaderNames.ENCRYPTION_KEY, key.reveal());
		}
	}

	/** A request's line, for people. */
	String describe(HttpMethod method, String path) {
		return method + " " + this.url + path;
	}

	/** Asks for JSON. */
	Mono<Answer> ask(HttpMethod method, String path, Headers headers) {
		return mono(asked(method, path, headers, null), null, (response) -> read(response, 0))
			.takeUntilOther(this.closed.asMono());
	}

	/** Asks for at most {@code mostFrames} frames, or for what {@code longBody} takes instead. */
	Mono<Answer> ask(String path, Headers headers, int mostFrames, LongBody longBody) {
		return mono(asked(HttpMethod.GET, path, headers, null), null, (response) -> {
			int status = response.statusCode().value();
			Headers answered = headers(response);
			return longBody.takes(status, answered) ? longBody.read(answered, length(response), bytes(response))
				.map((frames) -> new Answer(status, answered, null, frames)) : read(response, mostFrames);
		}).takeUntilOther(this.closed.asMono());
	}

	/** Sends frames; {@code departure} is told when they begin to leave. */
	Mono<Answer> send(String path, Headers headers, Frames frames, Departure departure) {
		return mono(asked(HttpMethod.POST, path, headers, frames), departure, (response) -> read(response, 0))
			.takeUntilOther(this.closed.asMono());
	}

	/**
	 * Asks for a body of any length; that of {@code 200} and {@code 206} is streamed through {@code reader}, anything
	 * else becomes an error.
	 */
	Flux<Long> stream(String path, Headers headers, StreamReader reader) {
		Flux<Long> streamed = flux(asked(HttpMethod.GET, path, headers, null), (response) -> {
			int status = response.statusCode().value();
			if (status != 200 && status != 206) {
				return read(response, 0).flatMapMany(reader::refused);
			}
			Answer head = new Answer(status, headers(response), null, null);
			return reader.read(head, length(response), bytes(response));
		});
		return streamed.takeUntilOther(this.closed.asMono());
	}

	/** What becomes of a streamed body. */
	interface StreamReader {

		/**
		 * @param head what comes before the body
		 * @param length of the body, or -1
		 * @return how many bytes each step took
		 */
		Flux<Long> read(Answer head, long length, Flux<byte[]> body);

		Flux<Long> refused(Answer answer);

	}

	/** Frames that are too many for the memory: what becomes of them. */
	interface LongBody {

		/** Whether an answer's body is one. */
		boolean takes(int status, Headers headers);

		/** @return the frames, when all are there */
		Mono<Frames> read(Headers headers, long length, Flux<byte[]> body);

	}

	private Asked asked(HttpMethod method, String path, Headers headers, @Nullable Frames frames) {
		return Asked.at(URI.create(this.url + path), method, headers, frames);
	}

	private Mono<Answer> mono(Asked asked, @Nullable Departure departure, Function<ClientResponse, Mono<Answer>> read) {
		return request(asked, departure).exchangeToMono((response) -> {
			Asked next = redirected(asked, response);
			return (next == null) ? read.apply(response)
					: response.releaseBody().then(Mono.defer(() -> mono(next, departure, read)));
		});
	}

	private Flux<Long> flux(Asked asked, Function<ClientResponse, Flux<Long>> read) {
		return request(asked, null).exchangeToFlux((response) -> {
			Asked next = redirected(asked, response);
			return (next == null) ? read.apply(response)
					: response.releaseBody().thenMany(Flux.defer(() -> flux(next, read)));
		});
	}

	private static @Nullable Asked redirected(Asked asked, ClientResponse response) {
		return asked.redirected(response.statusCode().value(),
				response.headers().asHttpHeaders().getFirst(HttpHeaders.LOCATION));
	}

	private WebClient.RequestHeadersSpec<?> request(Asked asked, @Nullable Departure departure) {
		WebClient.RequestBodySpec request = (asked.isHome() ? this.client : this.elsewhere).method(asked.method())
			.uri(asked.uri());
		asked.headers().asMap().forEach(request::header);
		Frames frames = asked.frames();
		if (frames == null || departure == null) {
			return request;
		}
		return request.header(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
			.header(HttpHeaders.CONTENT_LENGTH, String.valueOf(frames.bytes()))
			.body((message, context) -> departure.begin() ? message.writeWith(runs(frames))
					: Mono.error(new IOException("The request was given up")));
	}

	private static Mono<Answer> read(ClientResponse response, int mostFrames) {
		int status = response.statusCode().value();
		Headers headers = headers(response);
		boolean frames = mostFrames > 0 && (status == 200 || status == 204);
		long most = frames ? (long) mostFrames * Frame.SIZE : MAX_JSON;
		return BoundedBody.read(response.bodyToFlux(DataBuffer.class).map(Exchange::take), length(response), most)
			.map((bytes) -> frames ? new Answer(status, headers, null, frames(bytes))
					: Answer.received(status, headers, bytes));
	}

	private static Headers headers(ClientResponse response) {
		Headers headers = new Headers();
		for (Map.Entry<String, List<String>> header : response.headers().asHttpHeaders().headerSet()) {
			headers.put(header.getKey(), header.getValue().get(0));
		}
		return headers;
	}

	private static long length(ClientResponse response) {
		return response.headers().contentLength().orElse(-1);
	}

	/** For whoever may wait, and is waited for: only a few pieces lie between the network and it. */
	private static Flux<byte[]> bytes(ClientResponse response) {
		return response.bodyToFlux(DataBuffer.class)
			.publishOn(Schedulers.boundedElastic(), 8)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release)
			.map(Exchange::take);
	}

	private static Frames frames(byte[] bytes) {
		if (bytes.length % Frame.SIZE != 0) {
			throw new WireException("Expected whole frames of " + Frame.SIZE + " bytes, got " + bytes.length + " bytes");
		}
		return Frames.of(bytes);
	}

	private static byte[] take(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private static Flux<DataBuffer> runs(Frames frames) {
		return Flux.<DataBuffer, Integer>generate(() -> 0, (at, sink) -> {
			int count = Math.min(RUN, frames.count() - at);
			if (count == 0) {
				sink.complete();
				return at;
			}
			byte[] run = new byte[count * Frame.SIZE];
			try {
				frames.read(at, count, run, 0);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			sink.next(DefaultDataBufferFactory.sharedInstance.wrap(run));
			return at + count;
		}).subscribeOn(Schedulers.boundedElastic());
	}

	@Override
	public void close() {
		this.closed.tryEmitError(new IOException("this node's client was closed"));
		this.connections.dispose();
		this.loops.dispose();
	}

}
