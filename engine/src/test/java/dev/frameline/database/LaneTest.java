package dev.frameline.database;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.frameline.world.Time;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LaneTest {

	private final Needs needs = new Needs();

	private boolean quiet = true;

	private final Lane lane = new Lane(Time.system(), () -> this.quiet, this.needs);

	@Test
	void whoComesFirstIsServedFirst() {
		Lane.Turn first = this.lane.enter("first").join();
		CompletableFuture<Lane.Turn> second = this.lane.enter("second");
		CompletableFuture<Lane.Turn> third = this.lane.enterBehind("third", () -> true);
		assertThat(this.lane.waiting()).isEqualTo(2);
		first.close();
		assertThat(second).isDone();
		assertThat(third).isNotDone();
		second.join().close();
		assertThat(third.join().holder()).isEqualTo("third");
	}

	@Test
	void whoHasCancelledIsPassedOver() {
		Lane.Turn first = this.lane.enter("first").join();
		CompletableFuture<Lane.Turn> second = this.lane.enter("second");
		CompletableFuture<Lane.Turn> third = this.lane.enter("third");
		second.cancel(false);
		first.close();
		assertThat(third).isDone();
	}

	@Test
	void whoNeedsTheLaneQuietKeepsOutWhoComesAfter() {
		this.quiet = false;
		assertThat(this.lane.enterBehind("writer", () -> true)).isDone();
		this.lane.current().close();
		CompletableFuture<Lane.Turn> apply = this.lane.enter("apply");
		CompletableFuture<Lane.Turn> writer = this.lane.enterBehind("writer", () -> true);
		assertThat(apply).isNotDone();
		assertThat(writer).isNotDone();
		this.quiet = true;
		this.lane.proceed();
		assertThat(apply).isDone();
		assertThat(writer).isNotDone();
	}

	@Test
	void theFileIsLookedAfterBetweenTwoTurnsAndNotBeforeTheFirst() {
		this.needs.due = true;
		Lane.Turn first = this.lane.enter("who opens it").join();
		CompletableFuture<Lane.Turn> second = this.lane.enter("second");
		first.close();
		assertThat(this.needs.turns).hasSize(1);
		assertThat(second).isNotDone();
		this.needs.due = false;
		this.needs.turns.get(0).close();
		assertThat(second).isDone();
	}

	@Test
	void whileTheFileWaitsForAQuietLaneNobodyGoesOn() {
		Lane.Turn first = this.lane.enterBehind("first", () -> true).join();
		this.quiet = false;
		this.needs.due = true;
		first.close();
		CompletableFuture<Lane.Turn> second = this.lane.enterBehind("second", () -> true);
		assertThat(second).isNotDone();
		assertThat(this.needs.turns).isEmpty();
		this.quiet = true;
		this.lane.proceed();
		assertThat(this.needs.turns).hasSize(1);
	}

	private static final class Needs implements Lane.Upkeep {

		private final List<Lane.Turn> turns = new ArrayList<>();

		private boolean due;

		@Override
		public boolean isDue() {
			return this.due;
		}

		@Override
		public String description() {
			return "upkeep";
		}

		@Override
		public void begin(Lane.Turn turn) {
			this.turns.add(turn);
		}

	}

}
