package dev.frameline.primary;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.Chain;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.log.Acquired;
import dev.frameline.world.SteppedTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseDeskTest {

	private static final Duration LEASE = Duration.ofSeconds(5);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final SteppedTime time = new SteppedTime();

	private Mark newest = Mark.of(1, 7, new Chain(7));

	private final LeaseDesk desk = new LeaseDesk("notes", 3, () -> this.newest, this.time.world());

	private final Asker one = asker();

	private final Asker two = asker();

	private final Asker three = asker();

	@Test
	void aFreeLeaseIsGrantedAtOnceWithAFenceAndTheNewestPosition() {
		assertThat(granted(ask(this.one)))
			.isEqualTo(new Acquired.Granted(new Fence(3, 1), Duration.ZERO, LEASE, this.newest, false));
	}

	@Test
	void oneHoldsItAtATimeAndTheOthersFollowInTheOrderOfAsking() {
		Fence first = granted(ask(this.one)).fence();
		List<UUID> order = new ArrayList<>();
		CompletableFuture<Acquired> second = ask(this.two);
		CompletableFuture<Acquired> third = ask(this.three);
		second.thenRun(() -> order.add(this.two.origin()));
		third.thenRun(() -> order.add(this.three.origin()));
		assertThat(second).isNotDone();
		this.newest = Mark.of(1, 9, new Chain(9));
		release(this.one, first);
		assertThat(third).isNotDone();
		assertThat(granted(second).fence()).isEqualTo(new Fence(3, 2));
		assertThat(granted(second).newest()).isEqualTo(this.newest);
		assertThat(granted(second).wanted()).isTrue();
		release(this.two, granted(second).fence());
		assertThat(granted(third).wanted()).isFalse();
		assertThat(order).containsExactly(this.two.origin(), this.three.origin());
	}

	@Test
	void aHolderIsToldAtOnceThatSomebodyElseWantsIt() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> kept = renew(this.one, fence, MINUTE);
		assertThat(kept).isNotDone();
		ask(this.two);
		assertThat(granted(kept)).isEqualTo(new Acquired.Granted(fence, Duration.ZERO, LEASE, this.newest, true));
	}

	@Test
	void whileNobodyElseWantsItARenewalIsHeldForAsLongAsItAsks() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> kept = renew(this.one, fence, Duration.ofSeconds(2));
		this.time.pass(Duration.ofMillis(1999));
		assertThat(kept).isNotDone();
		this.time.pass(Duration.ofMillis(1));
		assertThat(granted(kept).wanted()).isFalse();
		assertThat(this.time.delays()).isZero();
	}

	@Test
	void nothingIsTakenFromALateHolderWhileNobodyElseWantsIt() {
		Fence fence = granted(ask(this.one)).fence();
		this.time.pass(Duration.ofDays(1));
		assertThat(works(this.one, fence)).isTrue();
		assertThat(granted(renew(this.one, fence, Duration.ZERO)).fence()).isEqualTo(fence);
	}

	@Test
	void aHolderWhoIsNotHeardOfLosesItWhenItsTimeIsOver() {
		Fence fence = granted(ask(this.one)).fence();
		this.time.pass(Duration.ofSeconds(3));
		granted(renew(this.one, fence, Duration.ZERO));
		CompletableFuture<Acquired> next = ask(this.two);
		this.time.pass(LEASE.minusMillis(1));
		assertThat(next).isNotDone();
		assertThat(works(this.one, fence)).isTrue();
		this.time.pass(Duration.ofMillis(1));
		assertThat(granted(next).fence()).isEqualTo(new Fence(3, 2));
		assertThat(works(this.one, fence)).isFalse();
		assertThat(renew(this.one, fence, MINUTE)).isCompletedWithValue(new Acquired.Fenced(new Fence(3, 2)));
	}

	@Test
	void aHolderIsToldThatItHasLostIt() {
		Fence fence = granted(ask(this.one)).fence();
		ask(this.two);
		CompletableFuture<Acquired> kept = renew(this.one, fence, MINUTE);
		assertThat(granted(kept).wanted()).isTrue();
		this.time.pass(LEASE);
		assertThat(renew(this.one, fence, MINUTE)).isCompletedWithValue(new Acquired.Fenced(new Fence(3, 2)));
	}

	@Test
	void aGrantIsGoodFromWhenItIsMadeAndNotFromWhenItWasAskedFor() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> next = ask(this.two);
		this.time.pass(Duration.ofSeconds(4));
		release(this.one, fence);
		assertThat(granted(next).waited()).isEqualTo(Duration.ofSeconds(4));
		CompletableFuture<Acquired> last = ask(this.three);
		this.time.pass(LEASE.minusMillis(1));
		assertThat(last).isNotDone();
		this.time.pass(Duration.ofMillis(1));
		assertThat(last).isDone();
	}

	@Test
	void whoWaitsInVainIsToldWhoHoldsIt() {
		granted(ask(this.one));
		CompletableFuture<Acquired> vain = ask(this.two, Duration.ofSeconds(2));
		this.time.pass(Duration.ofSeconds(2));
		assertThat(vain.join()).isEqualTo(
				new Acquired.Busy(this.one.name() + " has held the lease for 2000 ms", Turns.RETRY_AFTER));
		assertThat(this.desk.waiting()).isZero();
		assertThat(ask(this.two, Duration.ZERO).join()).isInstanceOf(Acquired.Busy.class);
	}

	@Test
	void whoCancelsIsPassedOver() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> gone = ask(this.two);
		CompletableFuture<Acquired> next = ask(this.three);
		gone.cancel(false);
		release(this.one, fence);
		assertThat(granted(next).fence()).isEqualTo(new Fence(3, 2));
	}

	/** A request may be repeated, and may arrive before the word that gives up what it was granted. */
	@Test
	void whoAsksAgainGivesUpWhatItHeldAndWaitsLikeAllOthers() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> next = ask(this.two);
		CompletableFuture<Acquired> again = ask(this.one);
		assertThat(granted(next).wanted()).isTrue();
		release(this.one, fence);
		assertThat(works(this.one, fence)).isFalse();
		release(this.two, granted(next).fence());
		assertThat(granted(again).fence()).isEqualTo(new Fence(3, 3));
		assertThat(works(this.one, new Fence(3, 3))).isTrue();
	}

	@Test
	void whoAsksTwiceIsAnsweredOnceWithALease() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> lost = ask(this.two);
		CompletableFuture<Acquired> again = ask(this.two);
		assertThat(lost.join()).isInstanceOf(Acquired.Busy.class);
		release(this.one, fence);
		assertThat(granted(again).wanted()).isFalse();
	}

	/** A node directory that is copied, or a count that is lost, makes no second holder. */
	@Test
	void theFenceOfAnotherOriginIsNone() {
		Fence fence = granted(ask(this.one)).fence();
		assertThat(works(this.two, fence)).isFalse();
		assertThat(renew(this.two, fence, MINUTE)).isCompletedWithValue(new Acquired.Fenced(fence));
		release(this.two, fence);
		assertThat(works(this.one, fence)).isTrue();
	}

	@Test
	void anEarlierStartsFenceIsNone() {
		assertThat(works(this.one, new Fence(2, 1))).isFalse();
		assertThat(renew(this.one, new Fence(2, 1), MINUTE)).isCompletedWithValue(new Acquired.Fenced(new Fence(3, 0)));
		granted(ask(this.one));
		assertThat(works(this.one, new Fence(2, 1))).isFalse();
	}

	@Test
	void nobodyElseGetsItBeforeWhatIsBeingDoneIsDone() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.desk.under(claim(this.one, fence), () -> work, Fence::toString);
		CompletableFuture<Acquired> next = ask(this.two);
		this.time.pass(Duration.ofSeconds(30));
		assertThat(next).isNotDone();
		assertThat(this.time.delays()).as("timers that wait for the next one").isEqualTo(1);
		this.newest = Mark.of(1, 12, new Chain(12));
		work.complete("done");
		assertThat(granted(next).newest()).isEqualTo(this.newest);
	}

	@Test
	void norIfItIsGivenBackMeanwhile() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<String> work = new CompletableFuture<>();
		this.desk.under(claim(this.one, fence), () -> work, Fence::toString);
		CompletableFuture<Acquired> next = ask(this.two);
		release(this.one, fence);
		assertThat(works(this.one, fence)).isFalse();
		assertThat(next).isNotDone();
		work.completeExceptionally(new IllegalStateException("it failed"));
		assertThat(next).isDone();
	}

	@Test
	void workThatThrowsKeepsNothing() {
		Fence fence = granted(ask(this.one)).fence();
		CompletionStage<String> failed = this.desk.under(claim(this.one, fence), () -> {
			throw new IllegalStateException("it failed");
		}, Fence::toString);
		assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
		CompletableFuture<Acquired> next = ask(this.two);
		release(this.one, fence);
		assertThat(next).isDone();
	}

	@Test
	void aWallClockThatJumpsChangesNothing() {
		granted(ask(this.one));
		CompletableFuture<Acquired> next = ask(this.two);
		this.time.setWallClock(Duration.ofDays(365));
		this.time.pass(LEASE.minusMillis(1));
		assertThat(next).isNotDone();
		this.time.setWallClock(Duration.ofDays(-730));
		this.time.pass(Duration.ofMillis(1));
		assertThat(next).isDone();
	}

	@Test
	void whenItIsReleasedNobodyOutsideIsHeldAnyMoreAndItsOwnWritersStillAre() {
		Fence fence = granted(ask(this.one)).fence();
		CompletableFuture<Acquired> kept = renew(this.one, fence, MINUTE);
		this.desk.releaseHeld();
		assertThat(granted(kept).wanted()).isFalse();
		assertThat(renew(this.one, fence, MINUTE)).isDone();
		Asker own = new Asker(UUID.randomUUID(), "the primary itself", LEASE, true);
		CompletableFuture<Acquired> waiting = ask(own);
		assertThat(ask(this.two).join()).isInstanceOf(Acquired.Busy.class);
		assertThat(waiting).isNotDone();
		release(this.one, fence);
		assertThat(granted(waiting).wanted()).isFalse();
		assertThat(this.desk.renew(claim(own, granted(waiting).fence()), MINUTE, true)).isNotDone();
	}

	@Test
	void whoWaitsWhenItIsReleasedIsAnswered() {
		granted(ask(this.one));
		CompletableFuture<Acquired> waiting = ask(this.two);
		this.desk.releaseHeld();
		assertThat(waiting.join()).isInstanceOf(Acquired.Busy.class);
	}

	@Test
	void anOriginThatGoesAwayLeavesNothingBehind() {
		granted(ask(this.one));
		CompletableFuture<Acquired> next = ask(this.two);
		release(this.two, Fence.NONE);
		assertThat(next.join()).isInstanceOf(Acquired.Busy.class);
		CompletableFuture<Acquired> last = ask(this.three);
		release(this.one, Fence.NONE);
		assertThat(granted(last).wanted()).isFalse();
		assertThat(this.time.delays()).isZero();
	}

	private static Asker asker() {
		UUID origin = UUID.randomUUID();
		return new Asker(origin, "the node with origin " + origin, LEASE, false);
	}

	private CompletableFuture<Acquired> ask(Asker asker) {
		return ask(asker, MINUTE);
	}

	private CompletableFuture<Acquired> ask(Asker asker, Duration hold) {
		return this.desk.ask(asker, hold);
	}

	private CompletableFuture<Acquired> renew(Asker asker, Fence fence, Duration hold) {
		return this.desk.renew(claim(asker, fence), hold, asker.own());
	}

	private void release(Asker asker, Fence fence) {
		this.desk.release(claim(asker, fence));
	}

	private boolean works(Asker asker, Fence fence) {
		return this.desk.under(claim(asker, fence), () -> CompletableFuture.completedFuture("done"), Fence::toString)
			.toCompletableFuture()
			.join()
			.equals("done");
	}

	private static Claim claim(Asker asker, Fence fence) {
		return new Claim(asker.origin(), fence);
	}

	private static Acquired.Granted granted(CompletableFuture<Acquired> answer) {
		assertThat(answer).isDone();
		return (Acquired.Granted) answer.join();
	}

}
