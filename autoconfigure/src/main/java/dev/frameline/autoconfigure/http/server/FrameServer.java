package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import dev.frameline.CommitId;
import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.AppendCodec;
import dev.frameline.autoconfigure.http.ExportCodec;
import dev.frameline.autoconfigure.http.FrameRange;
import dev.frameline.autoconfigure.http.HeaderNames;
import dev.frameline.autoconfigure.http.InfoCodec;
import dev.frameline.autoconfigure.http.LeaseCodec;
import dev.frameline.autoconfigure.http.PullCodec;
import dev.frameline.autoconfigure.http.PushCodec;
import dev.frameline.autoconfigure.http.ResolveCodec;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.autoconfigure.http.hrana.SqlServer;
import dev.frameline.log.Acquire;
import dev.frameline.log.Pull;
import dev.frameline.log.ServedLog;
import dev.frameline.log.SourceException;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a log: from a request to the log's outcome to an answer. Independent of any server API; the order of things
 * is the log's alone.
 */
public final class FrameServer {

	/** The longest that an answer is held, whatever is asked for. */
	static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

	private static final Logger logger = LoggerFactory.getLogger(FrameServer.class);

	private final ServedLog log;

	private final ServeSettings settings;

	private final @Nullable SqlServer sql;

	/** Serves the log alone. */
	public FrameServer(ServedLog log, ServeSettings settings) {
		this(log, settings, null);
	}

	/** @param sql answers SQL under the same path; {@code null} if nobody does */
	public FrameServer(ServedLog log, ServeSettings settings, @Nullable SqlServer sql) {
		this.log = log;
		this.settings = settings;
		this.sql = sql;
	}

	/**
	 * Answers a request. A push's body is read before this returns; nothing else waits.
	 * @return complete when the answer is written, exceptionally if it broke off: the connection must not be used again
	 */
	public CompletionStage<Void> handle(Request request, Reply reply) {
		AnswerWriter writer = new AnswerWriter(reply);
		try {
			return begin(request, reply, writer).handle((nothing, failure) -> failure)
				.thenCompose((failure) -> (failure != null) ? failed(request, reply.executor(), writer, failure) : done(null));
		}
		catch (IOException | RuntimeException ex) {
			// Here and now: once a client is gone in the middle of its body, Tomcat does not bear another thread
			return failed(request, Runnable::run, writer, ex);
		}
	}

	private CompletionStage<Void> begin(Request request, Reply reply, AnswerWriter writer) throws IOException {
		List<String> path = request.segments();
		AccessTokens.Verdict verdict = this.settings.tokens().judge(request.headers().get("Authorization"));
		Answer refusal = refusal(request, path, verdict);
		if (refusal == null && Route.EXPORT.is(request, path)) {
			return export(request, path.get(1), writer);
		}
		if (refusal == null && this.sql != null && Route.isSql(request, path)) {
			return sql(this.sql, request, path, verdict == AccessTokens.Verdict.READ_WRITE).thenAcceptAsync(
					(answer) -> writer.write(answer.status(), answer.contentType(), answer.body()), reply.executor());
		}
		CompletionStage<Answer> answer = (refusal != null) ? done(refusal) : answer(request, path);
		return answer.thenCompose((complete) -> write(complete, writer, reply.executor()));
	}

	private CompletionStage<Void> write(Answer answer, AnswerWriter writer, Executor executor) {
		return done(answer).thenAcceptAsync(writer::write, executor)
			.whenComplete((nothing, failure) -> close(answer.frames()));
	}

	private CompletionStage<SqlServer.SqlAnswer> sql(SqlServer sql, Request request, List<String> path, boolean mayWrite)
			throws IOException {
		if (Route.SQL_2.is(request, path) || Route.SQL_3.is(request, path)) {
			return done(sql.hello(Route.SQL_2.is(request, path) ? 2 : 3));
		}
		if (Route.QUERIES.is(request, path)) {
			return sql.queries(request.body(), mayWrite);
		}
		return Route.CURSOR.is(request, path) ? sql.cursor(request.body(), mayWrite)
				: sql.pipeline(Route.PIPELINE_2.is(request, path) ? 2 : 3, request.body(), mayWrite);
	}

	private @Nullable Answer refusal(Request request, List<String> path, AccessTokens.Verdict verdict) {
		if (verdict == AccessTokens.Verdict.UNAUTHORIZED || verdict == AccessTokens.Verdict.EXPIRED) {
			Answer answer = Answer.failure(401, "unauthorized", (verdict == AccessTokens.Verdict.EXPIRED)
					? "this token has expired" : "expected Authorization: Bearer with a token of this node");
			answer.headers().put("WWW-Authenticate", "Bearer");
			return answer;
		}
		// SQL may only read; its statements tell
		boolean writes = !request.method().equals("GET") && !Route.isSql(request, path);
		if (writes && verdict == AccessTokens.Verdict.READ) {
			return Answer.failure(403, "forbidden", "this token allows reading only");
		}
		String key = request.headers().get(HeaderNames.ENCRYPTION_KEY);
		if (this.settings.requiredKey() != null && !this.settings.requiredKey().matches((key != null) ? key : "")) {
			return Answer.failure(401, "unauthorized", "expected this node's key in " + HeaderNames.ENCRYPTION_KEY);
		}
		return null;
	}

	private CompletionStage<Answer> answer(Request request, List<String> path) throws IOException {
		if (Route.INFO.is(request, path)) {
			return this.log.info().thenApply(InfoCodec::encode);
		}
		if (Route.PULL.is(request, path)) {
			return pull(request, FrameRange.parse(path.get(1), path.get(2), path.get(3)));
		}
		if (Route.PUSH.is(request, path)) {
			return push(request, FrameRange.parse(path.get(1), path.get(2), path.get(3)),
					(path.size() > 4) ? path.get(4) : null);
		}
		if (Route.RESOLVE.is(request, path)) {
			return resolve(request, ResolveCodec.read(path.get(1), path.get(2)));
		}
		if (Route.ACQUIRE.is(request, path)) {
			return acquire(request, LeaseCodec.origin(path.get(1)));
		}
		if (Route.RELEASE.is(request, path)) {
			return this.log.release(LeaseCodec.origin(path.get(1)), LeaseCodec.fence(request.headers()))
				.thenApply((released) -> LeaseCodec.released());
		}
		if (Route.isSql(request, path)) {
			return done(Answer.failure(404, "not_found", "SQL is not served here: frameline.serve.sql.enabled is false"));
		}
		String allowed = Route.methodsOf(path);
		if (allowed.isEmpty()) {
			return done(Answer.failure(404, "not_found", "nothing is served at this path; below the base path "
					+ "there are info, export, sync, resolve, lease, v2 and v3"));
		}
		Answer answer = Answer.failure(405, "method_not_allowed", "expected " + allowed + ", got " + request.method());
		answer.headers().put("Allow", allowed);
		return done(answer);
	}

	private CompletionStage<Answer> pull(Request request, FrameRange range) {
		Pull pull = PullCodec.read(range, request.headers()).within(range.count(), LONGEST_HOLD);
		return this.log.pull(pull).thenApply((pulled) -> PullCodec.encode(pull, pulled));
	}

	private CompletionStage<Answer> push(Request request, FrameRange range, @Nullable String baton)
			throws IOException {
		if (request.contentLength() >= 0 && request.contentLength() != range.bytes()) {
			throw new WireException("Expected " + range.bytes() + " bytes of frames for " + range + ", got "
					+ request.contentLength());
		}
		if (range.bytes() > this.settings.mostPushBytes()) {
			return done(Answer.failure(413, "too_large", "a push may have " + this.settings.mostPushBytes()
					+ " bytes here, as frameline.serve.max-push-size says; this one has " + range.bytes()));
		}
		CommitId id = request.headers().commit();
		PushBody body = PushBody.read(request.body(), range, this.settings.spoolDirectory());
		// Composed, so that the body is closed whatever the log throws
		return done(body.frames()).thenCompose((frames) -> (id != null) ? append(request, range, id, frames)
				: this.log.push(PushCodec.read(range, baton, frames)).thenApply(PushCodec::encode))
			.whenComplete((outcome, failure) -> close(body));
	}

	private CompletionStage<Answer> append(Request request, FrameRange range, CommitId id, Frames frames) {
		return this.log.append(AppendCodec.read(range, id, request.headers(), frames)).thenApply(AppendCodec::encode);
	}

	private CompletionStage<Answer> resolve(Request request, CommitId id) {
		return this.log.resolve(request.headers().lineage(), id).thenApply(ResolveCodec::encode);
	}

	private CompletionStage<Answer> acquire(Request request, UUID origin) {
		Acquire acquire = LeaseCodec.read(origin, request.headers()).within(LONGEST_HOLD);
		return this.log.acquire(acquire).thenApply(LeaseCodec::encode);
	}

	private CompletionStage<Void> export(Request request, String generation, AnswerWriter writer) {
		return this.log.export(ExportCodec.read(generation, request.headers()), writer)
			.thenAccept((bytes) -> writer.end());
	}

	/** An answer that was not begun can still say what went wrong. */
	private CompletionStage<Void> failed(Request request, Executor executor, AnswerWriter writer, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (writer.begun()) {
			logger.debug("Database '{}': {} {} broke off", this.log.name(), request.method(), request.path(), cause);
			return CompletableFuture.failedFuture(cause);
		}
		return done(explained(request, cause)).thenAcceptAsync(writer::write, executor);
	}

	private Answer explained(Request request, Throwable cause) {
		if (cause instanceof WireException) {
			return Answer.failure(400, "malformed", messageOf(cause));
		}
		if (cause instanceof SourceException source) {
			return explained(request, source);
		}
		if (cause instanceof IOException) {
			logger.warn("Database '{}': {} {} could not be read or kept: {}", this.log.name(), request.method(),
					request.path(), cause.toString());
			return Answer.failure(500, "error", "the request could not be read or kept; this node's log says why");
		}
		logger.error("Database '{}': {} {} failed", this.log.name(), request.method(), request.path(), cause);
		return Answer.failure(500, "error", "this node failed to answer; its log says why");
	}

	private static Answer explained(Request request, SourceException source) {
		return switch (source.kind()) {
			case BUSY, UNREACHABLE -> Answer.busy("busy",
					(source.retryAfter() != null) ? source.retryAfter() : Duration.ofSeconds(1), messageOf(source));
			// A base that cannot be had: libSQL's clients stop at 410 and keep what they have
			case PROTOCOL -> Route.EXPORT.is(request, request.segments()) ? Answer.failure(410, "gone", messageOf(source))
					: Answer.failure(502, "error", messageOf(source));
			case UNAUTHORIZED, FORBIDDEN -> Answer.failure(502, "error", messageOf(source));
		};
	}

	private static String messageOf(Throwable cause) {
		return String.valueOf(cause.getMessage());
	}

	/** Frames that hold something open are let go with their request, whatever became of it. */
	private void close(@Nullable Object frames) {
		if (frames instanceof AutoCloseable open) {
			try {
				open.close();
			}
			catch (Exception ex) {
				logger.warn("Database '{}': frames of a request could not be closed", this.log.name(), ex);
			}
		}
	}

	private static <T> CompletionStage<T> done(T value) {
		return CompletableFuture.completedFuture(value);
	}

}
