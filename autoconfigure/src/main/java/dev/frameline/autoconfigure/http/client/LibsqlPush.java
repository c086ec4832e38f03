package dev.frameline.autoconfigure.http.client;

import java.time.Duration;

import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.FrameRange;
import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.autoconfigure.http.PushCodec;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Pushed;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/**
 * Sends one transaction to a server that speaks plain libSQL: in batches, which the server's baton ties together.
 *
 * <p>Only the last batch carries the commit frame. Whatever happens before it was sent, the transaction cannot be in
 * the log, and that is said; once it left without an answer, nobody can tell.
 */
final class LibsqlPush {

	/** Frames of a batch, as libSQL's own client sends them. */
	static final int BATCH = 128;

	private final Exchange exchange;

	private final Appending appending;

	private final Failures failures;

	private final Deadlines deadlines;

	LibsqlPush(Exchange exchange, Appending appending, Failures failures, Deadlines deadlines) {
		this.exchange = exchange;
		this.appending = appending;
		this.failures = failures;
		this.deadlines = deadlines;
	}

	/** One batch after the other, and not one inside the other: a long transaction has thousands. */
	Mono<Appended> append(Append append) {
		return push(append, 0, null)
			.expand((step) -> (step.outcome() != null) ? Mono.empty() : push(append, step.sent(), step.baton()))
			.last()
			.mapNotNull(Step::outcome);
	}

	private Mono<Step> push(Append append, int from, @Nullable String baton) {
		Frames all = append.frames();
		int to = Math.min(from + BATCH, all.count());
		Batch batch = new Batch(FrameRange.after(append.expected().position().plus(from), to - from),
				to, to == all.count());
		String path = "/sync/" + batch.range() + ((baton != null) ? "/" + baton : "");
		String request = this.exchange.describe(HttpMethod.POST, path);
		Duration deadline = this.deadlines.forBytes(batch.range().bytes());
		Departure departure = new Departure();
		return this.exchange.send(path, new Headers(), all.slice(from, to), departure)
			.timeout(deadline)
			.map((answer) -> step(batch, request, answer))
			.onErrorResume((failure) -> Mono
				.just(Step.end(certain(batch, this.appending.outcome(request, deadline, departure, failure)))));
	}

	private Step step(Batch batch, String request, Answer answer) {
		try {
			return step(batch, request, PushCodec.decode(answer));
		}
		catch (WireException ex) {
			return Step.end(certain(batch, this.appending.outcome(request, answer, ex)));
		}
	}

	private Step step(Batch batch, String request, Pushed pushed) {
		if (pushed instanceof Pushed.Ok ok) {
			return step(batch, request, ok);
		}
		if (pushed instanceof Pushed.Conflict conflict) {
			return Step.end(new Appended.Conflict(Mark.of(conflict.generation(), conflict.maxFrame(), null)));
		}
		if (pushed instanceof Pushed.Busy busy) {
			return Step.end(new Appended.Busy(busy.retryAfter()));
		}
		return Step.end(new Appended.Refused(
				this.failures.message(request, "was refused: " + ((Pushed.Malformed) pushed).reason())));
	}

	private Step step(Batch batch, String request, Pushed.Ok ok) {
		FrameRange range = batch.range();
		boolean same = ok.generation() == range.generation();
		if (same && ok.maxFrame() == range.end() - 1) {
			return batch.last() ? Step.end(new Appended.Accepted(Mark.of(ok.generation(), ok.maxFrame(), null)))
					: new Step(null, batch.to(), ok.baton());
		}
		if (same && ok.maxFrame() < range.start()) {
			return Step.end(new Appended.Conflict(Mark.of(ok.generation(), ok.maxFrame(), null)));
		}
		return Step.end(certain(batch, new Appended.Unknown(this.failures.message(request, "was answered ok at generation "
				+ ok.generation() + ", frame " + ok.maxFrame() + "; exactly frame " + (range.end() - 1) + " of generation "
				+ range.generation() + " was expected. Check what that server holds before you write again"))));
	}

	/** While the commit frame has not been sent, the unknown is known. */
	private static Appended certain(Batch batch, Appended outcome) {
		return (!batch.last() && outcome instanceof Appended.Unknown unknown)
				? new Appended.NotSent("the frame that commits was not sent: " + unknown.reason()) : outcome;
	}

	/** Frames of one request, how many of the transaction have left with them, and whether those are all. */
	private record Batch(FrameRange range, int to, boolean last) {

	}

	/** How far it came: an outcome, or how many frames were taken and the baton for the next batch. */
	private record Step(@Nullable Appended outcome, int sent, @Nullable String baton) {

		static Step end(Appended outcome) {
			return new Step(outcome, 0, null);
		}

	}

}
