package dev.frameline.autoconfigure.http.hrana;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that are open, each under the baton of its last answer. A baton is good for one request; it cannot be
 * guessed. A stream whose next request does not come in time is rolled back and closed, and remembered for a while, so
 * that whoever comes late is told why.
 */
final class SqlStreams implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SqlStreams.class);

	private static final int REMEMBERED = 1000;

	private static final int SECRET_BYTES = 18;

	private final String database;

	private final DataSource source;

	private final SqlLimits limits;

	private final SecureRandom random = new SecureRandom();

	private final ScheduledExecutorService clock;

	private final Map<Long, Waiting> waiting = new HashMap<>();

	private final Map<Long, SqlStream> open = new HashMap<>();

	private final Map<Long, Boolean> expired = new LinkedHashMap<>();

	private long count;

	private boolean closed;

	/** A stream between two requests. */
	private record Waiting(SqlStream stream, String baton, ScheduledFuture<?> expiry) {

	}

	SqlStreams(String database, DataSource source, SqlLimits limits) {
		this.database = database;
		this.source = source;
		this.limits = limits;
		this.clock = Executors.newSingleThreadScheduledExecutor((task) -> thread(task, "sql-streams"));
	}

	/**
	 * The stream for a request, which has it until it {@linkplain #release releases} it.
	 * @param baton {@code null} for a new one
	 * @param mayWrite whether the request may
	 */
	SqlStream acquire(@Nullable String baton, boolean mayWrite) {
		return (baton == null) ? begin(mayWrite) : take(baton, mayWrite);
	}

	private synchronized SqlStream begin(boolean mayWrite) {
		if (this.closed) {
			throw RefusedRequest.closing();
		}
		if (this.open.size() >= this.limits.streams()) {
			throw RefusedRequest.tooManyStreams(this.limits.streams());
		}
		long number = ++this.count;
		ExecutorService thread = Executors.newSingleThreadExecutor((task) -> thread(task, "sql-" + number));
		SqlStream stream = new SqlStream(number, this.source, mayWrite, thread);
		this.open.put(number, stream);
		return stream;
	}

	private Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, "frameline-" + this.database + "-" + name);
		thread.setDaemon(true);
		return thread;
	}

	private synchronized SqlStream take(String baton, boolean mayWrite) {
		Long number = number(baton);
		if (number == null) {
			throw RefusedRequest.malformed("Received an invalid baton");
		}
		if (this.expired.containsKey(number)) {
			throw RefusedRequest.expired();
		}
		Waiting found = this.waiting.get(number);
		if (found == null || !found.baton.equals(baton)) {
			throw RefusedRequest.malformed(this.open.containsKey(number)
					? "Received a baton that has already been used" : "Stream for this baton was closed");
		}
		if (found.stream.mayWrite() && !mayWrite) {
			throw RefusedRequest.forbidden();
		}
		found.expiry.cancel(false);
		this.waiting.remove(number);
		return found.stream;
	}

	private @Nullable Long number(String baton) {
		int dot = baton.indexOf('.');
		String number = (dot > 0) ? baton.substring(0, dot) : "";
		return number.matches("[0-9]{1,18}") && Long.parseLong(number) <= this.count ? Long.valueOf(number) : null;
	}

	/**
	 * The request is over. On the stream's thread.
	 * @return the baton for the next one; {@code null} if the stream was closed
	 */
	@Nullable String release(SqlStream stream) {
		stream.rest();
		return offer(stream);
	}

	private synchronized @Nullable String offer(SqlStream stream) {
		if (stream.isClosed() || this.closed) {
			end(stream);
			return null;
		}
		byte[] secret = new byte[SECRET_BYTES];
		this.random.nextBytes(secret);
		String baton = stream.number() + "." + Base64.getUrlEncoder().encodeToString(secret);
		ScheduledFuture<?> expiry = this.clock.schedule(() -> expire(stream, baton), this.limits.idle().toMillis(),
				TimeUnit.MILLISECONDS);
		this.waiting.put(stream.number(), new Waiting(stream, baton, expiry));
		return baton;
	}

	private void expire(SqlStream stream, String baton) {
		synchronized (this) {
			Waiting found = this.waiting.get(stream.number());
			if (found == null || !found.baton.equals(baton)) {
				return;
			}
			this.waiting.remove(stream.number());
			this.expired.put(stream.number(), true);
			if (this.expired.size() > REMEMBERED) {
				this.expired.remove(this.expired.keySet().iterator().next());
			}
		}
		logger.debug("Database '{}': a stream waited {} ms for its next request; it is rolled back and closed",
				this.database, this.limits.idle().toMillis());
		end(stream);
	}

	/** Closes a stream that nobody has. */
	void end(SqlStream stream) {
		synchronized (this) {
			this.open.remove(stream.number());
		}
		if (!stream.isClosed()) {
			try {
				stream.thread().execute(stream::close);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Database '{}': a stream was closed by somebody else", this.database, ex);
			}
		}
	}

	/** How many are open. */
	synchronized int size() {
		return this.open.size();
	}

	@Override
	public void close() {
		List<SqlStream> left;
		synchronized (this) {
			this.closed = true;
			left = new ArrayList<>(this.open.values());
			this.waiting.clear();
		}
		this.clock.shutdownNow();
		left.forEach(this::end);
		for (SqlStream stream : left) {
			try {
				stream.thread().awaitTermination(this.limits.statement().toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

}
