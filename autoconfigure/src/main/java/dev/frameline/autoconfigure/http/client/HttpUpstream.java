package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.ExportCodec;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.autoconfigure.http.InfoCodec;
import dev.frameline.autoconfigure.http.ResolveCodec;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceException.Kind;
import dev.frameline.log.SourceInfo;
import dev.frameline.replica.Upstream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A primary behind HTTP. Any server of libSQL's sync protocol will do; what a Frameline primary tells beyond it is
 * used where it is told.
 *
 * <p>Failures are {@link SourceException}s whose message names the request, without credentials, and what to do.
 */
public final class HttpUpstream implements Upstream, AutoCloseable {

	private final String url;

	private final Exchange exchange;

	private final Failures failures;

	private final Deadlines deadlines;

	private final Pulling pulling;

	private final Appending appending;

	private final LibsqlPush libsql;

	private final Leasing leasing;

	/**
	 * Prepares requests; nothing is sent yet.
	 * @param database the database's name, for messages
	 * @param builder carries the application's customizers; its connector is replaced, because credentials must not
	 * follow redirects and requests not be repeated
	 */
	public HttpUpstream(String database, WebClient.Builder builder, UpstreamSettings settings) {
		this.url = settings.url();
		this.exchange = new Exchange(database, builder, settings);
		this.failures = new Failures(database);
		this.deadlines = new Deadlines(settings.requestTimeout());
		this.pulling = new Pulling(this.exchange, this.failures, this.deadlines);
		this.appending = new Appending(this.exchange, this.failures, this.deadlines);
		this.libsql = new LibsqlPush(this.exchange, this.appending, this.failures, this.deadlines);
		this.leasing = new Leasing(this.exchange, this.failures, this.deadlines);
	}

	@Override
	public String url() {
		return this.url;
	}

	@Override
	public CompletionStage<SourceInfo> info() {
		return ask(HttpMethod.GET, "/info", new Headers(), InfoCodec::decode);
	}

	@Override
	public CompletionStage<Pulled> pull(Pull pull) {
		return elsewhere(this.pulling.pull(pull));
	}

	/** A server that tells no identity has none, as it does not know who asks. */
	@Override
	public CompletionStage<Acquired> acquire(Acquire acquire) {
		return (acquire.lineage() != null) ? elsewhere(this.leasing.acquire(acquire))
				: CompletableFuture.completedStage(new Acquired.Unsupported());
	}

	@Override
	public CompletionStage<?> release(UUID origin, Fence fence) {
		return elsewhere(this.leasing.release(origin, fence));
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		return elsewhere((append.lineage() != null) ? this.appending.append(append) : this.libsql.append(append));
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		if (lineage == null) {
			return CompletableFuture.completedStage(new Resolved.Untold());
		}
		String path = ResolveCodec.path(id);
		return ask(HttpMethod.POST, path, new Headers().putLineage(lineage), ResolveCodec::decode)
			.exceptionally((failure) -> new Resolved.Unanswered(messageOf(failure)));
	}

	@Override
	public CompletionStage<Long> export(Export asked, Sink sink) {
		String path = ExportCodec.path(asked);
		String request = this.exchange.describe(HttpMethod.GET, path);
		Duration step = this.deadlines.request();
		return elsewhere(this.exchange.stream(path, ExportCodec.headers(asked), new BaseReader(request, asked, sink))
			// From one piece to the next: nobody knows how long a whole base takes
			.timeout(step)
			.reduce(0L, Long::sum)
			.onErrorMap((failure) -> this.failures.failed(request, step, failure)));
	}

	/** Lets connections go. Requests under way fail. */
	@Override
	public void close() {
		this.exchange.close();
	}

	private <T> CompletableFuture<T> ask(HttpMethod method, String path, Headers headers,
			Function<Answer, T> decoder) {
		String request = this.exchange.describe(method, path);
		Duration deadline = this.deadlines.request();
		return elsewhere(this.exchange.ask(method, path, headers)
			.timeout(deadline)
			.map((answer) -> this.failures.read(request, answer, decoder))
			.onErrorMap((failure) -> this.failures.failed(request, deadline, failure)));
	}

	/** The caller's observation goes along, so that the request is traced as a part of it. */
	private static <T> CompletableFuture<T> elsewhere(Mono<T> mono) {
		return mono.contextCapture().publishOn(Schedulers.boundedElastic()).toFuture();
	}

	private static String messageOf(Throwable failure) {
		return String.valueOf(failure.getMessage());
	}

	/** Passes a base on to its sink. */
	private final class BaseReader implements Exchange.StreamReader {

		private final String request;

		private final Export asked;

		private final Sink sink;

		private boolean begun;

		BaseReader(String request, Export asked, Sink sink) {
			this.request = request;
			this.asked = asked;
			this.sink = sink;
		}

		/** Judged with the first bytes: an answer whose body nobody had begun to read would be read to its end. */
		@Override
		public Flux<Long> read(Answer head, long length, Flux<byte[]> body) {
			return body.defaultIfEmpty(new byte[0]).map((bytes) -> keep(head, length, bytes));
		}

		private long keep(Answer head, long length, byte[] bytes) {
			try {
				if (!this.begun) {
					this.begun = true;
					ExportCodec.Part part = ExportCodec.decode(this.asked, head, length);
					this.sink.expect(part.from(), part.total(), part.sha256());
				}
				this.sink.accept(ByteBuffer.wrap(bytes));
				return bytes.length;
			}
			catch (IOException ex) {
				throw HttpUpstream.this.failures.notKept(this.request, ex);
			}
		}

		@Override
		public Flux<Long> refused(Answer answer) {
			if (answer.status() == 410) {
				return Flux.error(new SourceException(Kind.PROTOCOL, HttpUpstream.this.failures.message(this.request,
						"answered 410: the generation is no longer kept. Ask for the newest one again"), null));
			}
			return Flux.error(HttpUpstream.this.failures.answered(this.request, answer, null));
		}

	}

}
