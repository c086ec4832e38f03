package dev.frameline.simulation.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.frameline.log.ServedLog;
import dev.frameline.simulation.world.Process;
import dev.frameline.simulation.world.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a machine, and its answer on the way back.
 *
 * @param <A> what the log answers
 */
final class Call<A> {

	/** How long a connection may take. */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private final Network network;

	private final Scheduler scheduler;

	private final Link link;

	private final Process client;

	private final String server;

	private final String name;

	private final Question<A> question;

	private final CompletableFuture<A> answer = new CompletableFuture<>();

	private final List<CompletableFuture<?>> asked = new ArrayList<>();

	/** Whether somebody was found, by the request or by a copy of it. */
	private boolean arrived;

	Call(Network network, Process client, String clientMachine, String serverMachine, String name,
			Question<A> question) {
		this.network = network;
		this.scheduler = network.scheduler();
		this.link = network.link(clientMachine, serverMachine);
		this.client = client;
		this.server = serverMachine;
		this.name = name;
		this.question = question;
	}

	/** What is asked of the log. */
	interface Question<A> {

		CompletionStage<A> ask(ServedLog log);

		/** The answer as it travels: a copy of what lies on the server's disk. */
		default A packed(A answer, Link link) throws IOException {
			return answer;
		}

		/** The answer in a few words, the same ones in every run. */
		default String described(A answer) {
			return answer.getClass().getSimpleName();
		}

		/** The answer as it is used where it was asked for. */
		default A unpacked(A answer) throws IOException {
			return answer;
		}

	}

	/** Why there is no answer. */
	static final class LostException extends RuntimeException {

		private final boolean sent;

		LostException(boolean sent, String message) {
			super(message, null, false, false);
			this.sent = sent;
		}

		/** Whether anything may have arrived. */
		boolean sent() {
			return this.sent;
		}

	}

	/**
	 * Sends it.
	 * @param deadline how long the client waits for the answer
	 * @return the answer; fails with a {@link LostException}, or with what the log failed with
	 */
	CompletableFuture<A> send(Duration deadline) {
		this.client.requireAlive();
		boolean connects = !this.link.isCut() || this.link.dice().oneIn(2);
		Runnable patience = connects
				? after(deadline.toNanos(), () -> lost(true, "no answer within " + deadline.toMillis() + " ms"))
				: after(CONNECT_TIMEOUT.toNanos(), () -> lost(false, "connect timed out"));
		if (connects) {
			travel();
		}
		this.answer.whenComplete((answered, failure) -> {
			patience.run();
			this.asked.forEach((stage) -> stage.cancel(false));
		});
		return this.answer;
	}

	/** An earlier copy may overtake it, whose answer nobody sees. */
	private void travel() {
		if (this.link.losesRequest()) {
			after(this.link.delay(), () -> lost(true, "connection reset"));
			return;
		}
		long delay = this.link.delay();
		if (this.link.duplicates()) {
			this.scheduler.after(delay, null, () -> arrive(true));
			delay += this.link.delay();
		}
		this.scheduler.after(delay, null, () -> arrive(false));
	}

	private void arrive(boolean copy) {
		if (this.link.isCut()) {
			return;
		}
		Server found = this.network.find(this.server);
		long still = (found != null) ? found.process().stillFor(this.scheduler.now()) : 0;
		if (still > 0) {
			this.scheduler.after(still, null, () -> arrive(copy));
			return;
		}
		tell((found == null) ? "finds nobody" : copy ? "arrives, a copy" : "arrives");
		this.arrived |= found != null;
		if (found != null) {
			ask(found, copy);
		}
		else if (!copy) {
			// Who asks again on the way cannot say that nothing was sent, if only its last attempt found nobody
			boolean sent = this.arrived;
			after(this.link.delay(), () -> lost(sent, sent ? "bad gateway" : "connection refused"));
		}
	}

	private void ask(Server found, boolean copy) {
		CompletableFuture<A> stage = this.question.ask(found.log()).toCompletableFuture();
		this.asked.add(stage);
		if (copy) {
			return;
		}
		Runnable forget = found.process().onDeath(() -> after(this.link.delay(), () -> lost(true, "connection reset")));
		stage.whenComplete((answered, failure) -> {
			forget.run();
			if (!found.process().isDead() && !this.answer.isDone()) {
				answered(answered, failure);
			}
		});
	}

	private void answered(@Nullable A answered, @Nullable Throwable failure) {
		if (this.link.losesAnswer()) {
			after(this.link.delay(), () -> lost(true, "connection reset"));
			return;
		}
		try {
			A packed = (answered != null) ? this.question.packed(answered, this.link) : null;
			after(this.link.delay(), () -> receive(packed, failure));
		}
		catch (IOException ex) {
			after(this.link.delay(), () -> lost(true, "connection reset"));
		}
	}

	private void receive(@Nullable A packed, @Nullable Throwable failure) {
		if (this.link.isCut() || this.answer.isDone()) {
			return;
		}
		tell("is answered " + ((packed != null) ? this.question.described(packed) : "by a failure"));
		try {
			if (packed != null) {
				this.answer.complete(this.question.unpacked(packed));
			}
			else {
				this.answer.completeExceptionally(cause(failure));
			}
		}
		catch (IOException ex) {
			this.answer.completeExceptionally(ex);
		}
	}

	/** What was sent and not answered may arrive once more, long afterwards. */
	private void lost(boolean sent, String how) {
		if (this.answer.isDone()) {
			return;
		}
		tell(how);
		this.answer.completeExceptionally(new LostException(sent, how));
		if (sent && this.link.duplicates()) {
			this.scheduler.after(this.link.delayOfCopy(), null, () -> arrive(true));
		}
	}

	private Runnable after(long delay, Runnable action) {
		return this.scheduler.after(delay, this.client, action);
	}

	private void tell(String what) {
		this.scheduler.trace().tell(this.scheduler.now(), this.client.name(), this.name + " " + what);
	}

	private static Throwable cause(@Nullable Throwable failure) {
		Throwable cause = (failure != null) ? failure : new IllegalStateException("neither answer nor failure");
		return (cause instanceof CompletionException && cause.getCause() != null) ? cause.getCause() : cause;
	}

	/** Turns a failure into an answer. */
	static <A> Function<Throwable, A> whenLost(Function<LostException, A> lost, Function<Throwable, A> failed) {
		return (failure) -> {
			Throwable cause = cause(failure);
			return (cause instanceof LostException loss) ? lost.apply(loss) : failed.apply(cause);
		};
	}

}
