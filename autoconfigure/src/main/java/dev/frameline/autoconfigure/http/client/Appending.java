package dev.frameline.autoconfigure.http.client;

import java.time.Duration;

import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.AppendCodec;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import org.springframework.http.HttpMethod;
import reactor.core.publisher.Mono;

/** Sends one transaction to a log that tells its own history, and says how certain its outcome is. */
final class Appending {

	private final Exchange exchange;

	private final Failures failures;

	private final Deadlines deadlines;

	Appending(Exchange exchange, Failures failures, Deadlines deadlines) {
		this.exchange = exchange;
		this.failures = failures;
		this.deadlines = deadlines;
	}

	Mono<Appended> append(Append append) {
		String path = "/sync/" + AppendCodec.range(append);
		String request = this.exchange.describe(HttpMethod.POST, path);
		Duration deadline = this.deadlines.forBytes(append.frames().bytes());
		Departure departure = new Departure();
		return this.exchange.send(path, AppendCodec.headers(append), append.frames(), departure)
			.timeout(deadline)
			.map((answer) -> outcome(append, request, answer))
			.onErrorResume((failure) -> Mono.just(outcome(request, deadline, departure, failure)));
	}

	private Appended outcome(Append append, String request, Answer answer) {
		try {
			return AppendCodec.decode(append, answer);
		}
		catch (WireException ex) {
			return outcome(request, answer, ex);
		}
	}

	/** What an answer that is no verdict says: whether the log looked at the transaction is told by its status. */
	Appended outcome(String request, Answer answer, WireException cause) {
		int status = answer.status();
		if (status == 429 || status == 503) {
			return new Appended.Busy(answer.retryAfter());
		}
		String reason = this.failures.answered(request, answer, cause).getMessage();
		boolean refused = status / 100 == 3 || (status / 100 == 4 && status != 408);
		return refused ? new Appended.Refused(reason) : new Appended.Unknown(reason);
	}

	/** What a request without an answer says. */
	Appended outcome(String request, Duration deadline, Departure departure, Throwable failure) {
		boolean nothingLeft = departure.giveUp();
		String reason = this.failures.failed(request, deadline, failure).getMessage();
		return nothingLeft ? new Appended.NotSent(reason) : new Appended.Unknown(reason);
	}

}
