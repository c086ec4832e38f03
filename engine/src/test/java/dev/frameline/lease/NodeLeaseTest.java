package dev.frameline.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.frameline.Chain;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.log.Acquire;
import dev.frameline.log.Acquired;
import dev.frameline.log.Divergence;
import dev.frameline.log.Leases;
import dev.frameline.world.SteppedTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class NodeLeaseTest {

	private static final Duration LEASE = Duration.ofSeconds(6);

	/** A third of it. */
	private static final Duration STEP = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Fence FENCE = new Fence(3, 1);

	private static final Mark MARK = Mark.of(1, 7, new Chain(7));

	private final SteppedTime time = new SteppedTime();

	private final Granter granter = new Granter();

	private final UUID origin = UUID.randomUUID();

	private final NodeLease lease = new NodeLease(new Seat() {

		@Override
		public String name() {
			return "notes";
		}

		@Override
		public UUID origin() {
			return NodeLeaseTest.this.origin;
		}

		@Override
		public Acquire question(Fence fence, Duration hold) {
			return new Acquire(null, origin(), MARK, fence, hold);
		}

	}, this.granter, this.time.world());

	@Test
	void theFirstWriterAsksForTheLeaseForAsLongAsItWaits() {
		CompletableFuture<Admission> writer = enter();
		assertThat(writer).isNotDone();
		assertThat(this.granter.last().hold()).isEqualTo(PATIENCE);
		assertThat(this.granter.last().renews()).isFalse();
		grant(false);
		assertThat(writer.join().fence()).isEqualTo(FENCE);
		assertThat(writer.join().newest()).isEqualTo(MARK);
		assertThat(writer.join().isGood()).isTrue();
	}

	@Test
	void oneWriterIsInAtATimeAndTheOthersFollowInTheOrderOfAsking() {
		List<CompletableFuture<Admission>> writers = List.of(enter(), enter(), enter());
		grant(false);
		for (int i = 0; i < writers.size(); i++) {
			for (int later = i + 1; later < writers.size(); later++) {
				assertThat(writers.get(later)).isNotDone();
			}
			assertThat(this.lease.waiting()).isEqualTo(writers.size() - 1 - i);
			writers.get(i).join().close();
			writers.get(i).join().close();
		}
		assertThat(this.granter.acquires()).isEqualTo(1);
	}

	@Test
	void aLoneWriterPaysNothingPerTransaction() {
		CompletableFuture<Admission> first = enter();
		grant(false);
		first.join().close();
		for (int i = 0; i < 1000; i++) {
			enter().join().close();
		}
		assertThat(this.granter.acquires()).isEqualTo(1);
		assertThat(this.granter.asked).as("with the renewal that is held").hasSize(2);
		assertThat(this.granter.released).isEmpty();
	}

	@Test
	void itIsRenewedWhileItIsInUseByARenewalThatIsHeld() {
		hold();
		for (int i = 0; i < 10; i++) {
			assertThat(this.granter.last().fence()).isEqualTo(FENCE);
			assertThat(this.granter.last().hold()).isEqualTo(STEP);
			this.time.pass(STEP);
			renewed(false);
			enter().join().close();
		}
		assertThat(this.granter.acquires()).isEqualTo(1);
	}

	@Test
	void whenNobodyUsedItForAWholeLeaseItIsGivenBack() {
		hold();
		for (int i = 0; i < 3; i++) {
			assertThat(this.granter.released).isEmpty();
			this.time.pass(STEP);
			renewed(false);
		}
		assertThat(this.granter.released).containsExactly(FENCE);
		assertThat(this.time.delays()).isZero();
		enter();
		assertThat(this.granter.last().renews()).isFalse();
	}

	@Test
	void aTransactionThatGoesOnKeepsIt() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		for (int i = 0; i < 10; i++) {
			this.time.pass(STEP);
			renewed(false);
		}
		assertThat(writer.join().isGood()).isTrue();
		assertThat(this.granter.released).isEmpty();
	}

	@Test
	void somebodyElseGetsItAtOnceWhenNobodyIsIn() {
		hold();
		renewed(true);
		assertThat(this.granter.released).containsExactly(FENCE);
		assertThat(this.time.delays()).isZero();
	}

	@Test
	void somebodyElseGetsItWhenTheTransactionThatIsUnderWayHasEnded() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		renewed(true);
		assertThat(this.granter.released).isEmpty();
		assertThat(writer.join().isGood()).isTrue();
		writer.join().close();
		assertThat(this.granter.released).containsExactly(FENCE);
	}

	@Test
	void aWriterWhoseCommitIsInFlightLetsTheNextOneInAndKeepsTheLease() {
		CompletableFuture<Admission> first = enter();
		grant(false);
		CompletableFuture<Admission> second = enter();
		assertThat(second).isNotDone();
		first.join().passOn();
		assertThat(second.join().fence()).isEqualTo(FENCE);
		second.join().passOn();
		renewed(true);
		CompletableFuture<Admission> third = enter();
		assertThat(third).as("others want it").isNotDone();
		assertThat(this.granter.released).isEmpty();
		first.join().close();
		assertThat(this.granter.released).isEmpty();
		assertThat(this.granter.acquires()).isEqualTo(1);
		second.join().close();
		assertThat(this.granter.acquires()).as("in line again").isEqualTo(2);
	}

	@Test
	void whileOthersWantItNobodyIsLetInAfterTheTransactionThatIsUnderWay() {
		CompletableFuture<Admission> first = enter();
		grant(false);
		CompletableFuture<Admission> second = enter();
		renewed(true);
		first.join().close();
		assertThat(second).isNotDone();
		assertThat(this.granter.last().renews()).as("stands in line again, which gives up what it has").isFalse();
		grant(new Fence(3, 3), true);
		CompletableFuture<Admission> third = enter();
		assertThat(second.join().fence()).isEqualTo(new Fence(3, 3));
		second.join().close();
		assertThat(third).isNotDone();
		grant(new Fence(3, 5), false);
		assertThat(third).isDone();
	}

	@Test
	void whileOthersWantItItIsRenewedStepByStepAndNotHeld() {
		CompletableFuture<Admission> writer = enter();
		grant(true);
		assertThat(this.granter.asked).hasSize(1);
		for (int i = 2; i < 10; i++) {
			this.time.pass(STEP);
			assertThat(this.granter.asked).hasSize(i);
			assertThat(this.granter.last().hold()).isZero();
			renewed(true);
			assertThat(this.granter.asked).hasSize(i);
		}
		assertThat(writer.join().isGood()).isTrue();
	}

	/** As one does that is about to stop. */
	@Test
	void aGranterThatHoldsNothingIsNotAskedMoreOften() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		for (int i = 2; i < 10; i++) {
			assertThat(this.granter.asked).hasSize(i);
			renewed(false);
			assertThat(this.granter.asked).hasSize(i);
			this.time.pass(STEP);
		}
		assertThat(writer.join().isGood()).isTrue();
	}

	@Test
	void aGrantThatComesAfterItsTimeIsNone() {
		CompletableFuture<Admission> writer = enter();
		this.time.stall(LEASE);
		grant(false);
		assertThat(writer).isNotDone();
		assertThat(this.granter.released).containsExactly(FENCE);
		assertThat(this.granter.last().renews()).isFalse();
		grant(new Fence(3, 2), false);
		assertThat(writer.join().fence()).isEqualTo(new Fence(3, 2));
	}

	@Test
	void timeThatTheGranterHasHeldTheQuestionDoesNotCount() {
		CompletableFuture<Admission> writer = enter();
		this.time.stall(Duration.ofSeconds(9));
		this.granter.answer(new Acquired.Granted(FENCE, Duration.ofSeconds(8), LEASE, MARK, false));
		assertThat(writer).isDone();
		this.time.stall(LEASE.minusSeconds(1).minusMillis(1));
		assertThat(writer.join().isGood()).isTrue();
		this.time.stall(Duration.ofMillis(1));
		assertThat(writer.join().isGood()).isFalse();
	}

	@Test
	void aRenewalThatComesAfterItsTimeKeepsNothing() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		this.time.stall(LEASE);
		assertThat(writer.join().isGood()).isFalse();
		renewed(false);
		assertThat(writer.join().isGood()).isFalse();
		writer.join().close();
		enter();
		assertThat(this.granter.last().renews()).isFalse();
	}

	@Test
	void aWallClockThatJumpsChangesNothing() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		this.time.setWallClock(Duration.ofDays(365));
		assertThat(writer.join().isGood()).isTrue();
		this.time.setWallClock(Duration.ofDays(-730));
		this.time.stall(LEASE);
		assertThat(writer.join().isGood()).isFalse();
	}

	@Test
	void aNodeThatStoodStillTooLongAsksAnew() {
		hold();
		this.time.stall(LEASE);
		CompletableFuture<Admission> writer = enter();
		assertThat(writer).isNotDone();
		grant(new Fence(3, 2), false);
		assertThat(writer.join().fence()).isEqualTo(new Fence(3, 2));
	}

	@Test
	void aRenewalThatFailsIsTriedAgainAndTheLeaseHeldUntilItsTimeIsOver() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		this.granter.answer(new Acquired.Unreachable("the network is down"));
		this.time.pass(STEP);
		this.granter.fail(new IllegalStateException("a defect"));
		assertThat(writer.join().isGood()).isTrue();
		this.time.pass(STEP);
		renewed(false);
		this.time.stall(LEASE.minusMillis(1));
		assertThat(writer.join().isGood()).isTrue();
	}

	@Test
	void aGrantThatIsOverIsNoLongerHeld() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		this.granter.answer(new Acquired.Fenced(new Fence(4, 0)));
		assertThat(writer.join().isGood()).isFalse();
		CompletableFuture<Admission> next = enter();
		writer.join().close();
		assertThat(next).isNotDone();
		grant(new Fence(4, 1), false);
		assertThat(next.join().fence()).isEqualTo(new Fence(4, 1));
		assertThat(this.granter.released).isEmpty();
	}

	@Test
	void whatTheLogDoesNotAcceptUnderItIsNotTriedAgainUnderIt() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		writer.join().lost();
		assertThat(this.granter.released).containsExactly(FENCE);
		assertThat(writer.join().isGood()).isFalse();
		writer.join().close();
		enter();
		assertThat(this.granter.last().renews()).isFalse();
	}

	@Test
	void whoWaitsInVainIsToldWhoHasIt() {
		CompletableFuture<Admission> writer = enter();
		assertThat(this.lease.isElsewhere()).isTrue();
		this.time.pass(Duration.ofSeconds(4));
		CompletableFuture<Admission> later = enter();
		this.time.pass(Duration.ofSeconds(6));
		this.granter.answer(new Acquired.Busy("the node with origin x", Duration.ofSeconds(1)));
		assertThat(why(writer)).isEqualTo(new Acquired.Busy("the node with origin x", Duration.ofSeconds(1)));
		assertThat(later).isNotDone();
		assertThat(this.lease.describeHolder()).isEqualTo("the node with origin x");
		assertThat(this.granter.last().hold()).isEqualTo(Duration.ofSeconds(4));
		grant(false);
		assertThat(later).isDone();
	}

	@Test
	void aGranterThatIsBusyAtOnceIsAskedAgainWhenItSays() {
		CompletableFuture<Admission> writer = enter();
		this.granter.answer(new Acquired.Busy(null, Duration.ofSeconds(3)));
		assertThat(this.granter.asked).hasSize(1);
		this.time.pass(Duration.ofSeconds(3));
		assertThat(this.granter.last().hold()).isEqualTo(Duration.ofSeconds(7));
		grant(false);
		assertThat(writer).isDone();
	}

	static List<Acquired> refusals() {
		return List.of(new Acquired.Unreachable("no network"), new Acquired.Refused("read only"),
				new Acquired.Diverged(new Divergence("another branch", null, MARK, null, MARK)));
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void aRefusalTurnsEverybodyAwayAtOnceAndTheNextAsksAgain(Acquired refusal) {
		List<CompletableFuture<Admission>> writers = List.of(enter(), enter());
		this.granter.answer(refusal);
		assertThat(writers).allSatisfy((writer) -> assertThat(why(writer)).isEqualTo(refusal));
		CompletableFuture<Admission> next = enter();
		grant(false);
		assertThat(next).isDone();
	}

	@Test
	void aGranterThatThrowsTurnsAway() {
		this.granter.defect = new IllegalStateException("the client is closed");
		assertThat(why(enter())).isInstanceOf(Acquired.Unreachable.class);
	}

	@Test
	void whoGaveUpIsPassedOver() {
		CompletableFuture<Admission> gone = enter();
		CompletableFuture<Admission> writer = enter();
		gone.cancel(false);
		grant(false);
		assertThat(writer).isDone();
	}

	@Test
	void aLeaseThatNobodyWaitsForAnyMoreIsGivenBackIfOthersWantIt() {
		enter().cancel(false);
		grant(true);
		assertThat(this.granter.released).containsExactly(FENCE);
	}

	@Test
	void withoutLeasesWritersFollowEachOtherWithoutFence() {
		CompletableFuture<Admission> first = enter();
		CompletableFuture<Admission> second = enter();
		this.granter.answer(new Acquired.Unsupported());
		assertThat(first.join().fence()).isEqualTo(Fence.NONE);
		assertThat(first.join().newest()).isNull();
		assertThat(second).isNotDone();
		this.time.stall(Duration.ofSeconds(30));
		assertThat(first.join().isGood()).isTrue();
		first.join().close();
		second.join().close();
		assertThat(this.granter.asked).hasSize(1);
	}

	@Test
	void aPrimaryThatWasBroughtUpToDateIsFoundOut() {
		CompletableFuture<Admission> writer = enter();
		this.granter.answer(new Acquired.Unsupported());
		writer.join().close();
		this.time.pass(Duration.ofMinutes(1));
		CompletableFuture<Admission> next = enter();
		grant(false);
		assertThat(next.join().fence()).isEqualTo(FENCE);
	}

	@Test
	void aNodeThatClosesTurnsAwayWhoWaitsAndGivesBackWhatItHas() {
		CompletableFuture<Admission> waiting = enter();
		this.lease.close();
		assertThat(why(waiting)).isInstanceOf(Acquired.Refused.class);
		assertThat(this.granter.released).containsExactly(Fence.NONE);
		grant(false);
		assertThat(this.granter.released).containsExactly(Fence.NONE, FENCE);
		assertThat(why(enter())).isInstanceOf(Acquired.Refused.class);
		assertThat(this.time.delays()).isZero();
	}

	@Test
	void aNodeThatNeverWroteSaysNothingWhenItCloses() {
		assertThat(this.lease.close().toCompletableFuture()).isDone();
		assertThat(this.granter.released).isEmpty();
	}

	private CompletableFuture<Admission> enter() {
		return this.lease.enter(PATIENCE);
	}

	/** One transaction, after which the lease stays here. */
	private void hold() {
		CompletableFuture<Admission> writer = enter();
		grant(false);
		writer.join().close();
	}

	private void grant(boolean wanted) {
		grant(FENCE, wanted);
	}

	private void grant(Fence fence, boolean wanted) {
		assertThat(this.granter.last().renews()).isFalse();
		this.granter.answer(new Acquired.Granted(fence, Duration.ZERO, LEASE, MARK, wanted));
	}

	private void renewed(boolean wanted) {
		assertThat(this.granter.last().renews()).isTrue();
		this.granter.answer(new Acquired.Granted(FENCE, Duration.ZERO, LEASE, MARK, wanted));
	}

	private static Acquired why(CompletableFuture<Admission> writer) {
		CompletionException failure = (CompletionException) catchThrowable(writer::join);
		return ((NotAdmittedException) failure.getCause()).answer();
	}

	/** Answers when the test says so. */
	private static final class Granter implements Leases {

		private final List<Acquire> asked = new ArrayList<>();

		private final List<Fence> released = new ArrayList<>();

		private CompletableFuture<Acquired> open = new CompletableFuture<>();

		private RuntimeException defect;

		@Override
		public CompletionStage<Acquired> acquire(Acquire acquire) {
			if (this.defect != null) {
				throw this.defect;
			}
			this.asked.add(acquire);
			this.open = new CompletableFuture<>();
			return this.open;
		}

		@Override
		public CompletionStage<?> release(UUID origin, Fence fence) {
			this.released.add(fence);
			return CompletableFuture.completedStage(null);
		}

		Acquire last() {
			return this.asked.get(this.asked.size() - 1);
		}

		/** How often it was asked for a new grant. */
		long acquires() {
			return this.asked.stream().filter((acquire) -> !acquire.renews()).count();
		}

		void answer(Acquired answer) {
			this.open.complete(answer);
		}

		void fail(RuntimeException defect) {
			this.open.completeExceptionally(defect);
		}

	}

}
