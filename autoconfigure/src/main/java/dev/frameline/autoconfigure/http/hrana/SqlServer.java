package dev.frameline.autoconfigure.http.hrana;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers requests for SQL, each on the thread of its stream. Independent of any server API. */
public final class SqlServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SqlServer.class);

	private static final String JSON = "application/json";

	private final String database;

	private final SqlLimits limits;

	private final SqlStreams streams;

	/**
	 * @param source of the connections; closed after this, by whoever has made it
	 */
	public SqlServer(String database, DataSource source, SqlLimits limits) {
		this.database = database;
		this.limits = limits;
		this.streams = new SqlStreams(database, source, limits);
	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status
	 */
	public record SqlAnswer(int status, String contentType, byte[] body) {

		private static SqlAnswer json(int status, ObjectNode json) {
			return new SqlAnswer(status, JSON, HranaJson.bytes(json));
		}

	}

	/** What {@code GET /v2} and {@code GET /v3} tell: that this is here. */
	public SqlAnswer hello(int version) {
		return SqlAnswer.json(200, HranaJson.object().put("status", "ok").put("protocol", "hrana" + version));
	}

	/** How many streams are open. */
	public int openStreams() {
		return this.streams.size();
	}

	/**
	 * Answers {@code POST /v2/pipeline} and {@code POST /v3/pipeline}.
	 * @param body read before this returns
	 * @param mayWrite whether whoever asks may
	 */
	public CompletionStage<SqlAnswer> pipeline(int version, InputStream body, boolean mayWrite) throws IOException {
		return onStream(body, mayWrite, (stream, asked) -> {
			ArrayNode requests = HranaJson.list(asked, "requests");
			ArrayNode results = new HranaRequests(stream, run(), version).all(requests);
			ObjectNode answer = HranaJson.object();
			answer.put("baton", this.streams.release(stream)).putNull("base_url").set("results", results);
			return SqlAnswer.json(200, answer);
		});
	}

	/**
	 * Answers {@code POST /v3/cursor}: lines of JSON. All of them are made before the first is sent, so that a slow
	 * reader keeps nothing from others.
	 * @param body read before this returns
	 * @param mayWrite whether whoever asks may
	 */
	public CompletionStage<SqlAnswer> cursor(InputStream body, boolean mayWrite) throws IOException {
		return onStream(body, mayWrite, (stream, asked) -> {
			BatchRun batch = new BatchRun(stream, 3);
			batch.run(HranaJson.child(asked, "batch"), run());
			ByteArrayOutputStream lines = new ByteArrayOutputStream();
			line(lines, HranaJson.object().put("baton", this.streams.release(stream)).putNull("base_url"));
			batch.entries().forEach((entry) -> line(lines, entry));
			return new SqlAnswer(200, "text/plain", lines.toByteArray());
		});
	}

	/**
	 * Answers {@code POST} at the path itself: statements without a stream.
	 * @param body read before this returns
	 * @param mayWrite whether whoever asks may
	 */
	public CompletionStage<SqlAnswer> queries(InputStream body, boolean mayWrite) throws IOException {
		return onStream(body, mayWrite, (stream, asked) -> {
			PlainQueries queries = new PlainQueries(asked);
			BatchRun batch = new BatchRun(stream, 3);
			batch.run(queries.batch(), run());
			this.streams.end(stream);
			return new SqlAnswer(200, JSON, HranaJson.bytes(queries.results(batch.result())));
		});
	}

	private static void line(ByteArrayOutputStream lines, ObjectNode json) {
		lines.writeBytes(HranaJson.bytes(json));
		lines.write('\n');
	}

	private StatementRun run() {
		return new StatementRun(this.limits.statement(), new AnswerRoom(this.limits.answerBytes(), this.limits.answerRows()));
	}

	private CompletionStage<SqlAnswer> onStream(InputStream body, boolean mayWrite,
			BiFunction<SqlStream, ObjectNode, SqlAnswer> work) throws IOException {
		try {
			ObjectNode asked = HranaJson.parse(read(body));
			SqlStream stream = this.streams.acquire(HranaJson.textOrNull(asked, "baton"), mayWrite);
			return CompletableFuture.supplyAsync(() -> work.apply(stream, asked), stream.thread())
				.exceptionally((failure) -> {
					this.streams.end(stream);
					return failed(failure);
				});
		}
		catch (RefusedRequest ex) {
			return CompletableFuture.completedFuture(refused(ex));
		}
	}

	private byte[] read(InputStream body) throws IOException {
		byte[] bytes = body.readNBytes(this.limits.requestBytes());
		if (bytes.length == this.limits.requestBytes() && body.read() >= 0) {
			throw RefusedRequest.tooLarge(this.limits.requestBytes());
		}
		return bytes;
	}

	private SqlAnswer failed(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof RefusedRequest refused) {
			return refused(refused);
		}
		logger.error("Database '{}': a request for SQL failed", this.database, cause);
		return SqlAnswer.json(500,
				HranaJson.error(new HranaError("this node failed to answer; its log says why", "INTERNAL_ERROR")));
	}

	private static SqlAnswer refused(RefusedRequest ex) {
		return SqlAnswer.json(ex.status(), HranaJson.error(new HranaError(String.valueOf(ex.getMessage()), ex.code())));
	}

	/** Rolls back what is open and closes it. */
	@Override
	public void close() {
		this.streams.close();
	}

}
