package dev.frameline.autoconfigure.sync;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SyncPaceTests {

	private final SyncPace pace = new SyncPace(Duration.ofSeconds(30), Duration.ofSeconds(1));

	@Test
	void aStepThatBroughtFramesIsFollowedAtOnce() {
		assertThat(this.pace.afterSuccess(true, Duration.ofMillis(2))).isZero();
	}

	@Test
	void aPullThatWasHeldIsFollowedAtOnce() {
		assertThat(this.pace.afterSuccess(false, Duration.ofSeconds(30))).isZero();
		assertThat(new SyncPace(Duration.ofMillis(100), Duration.ofSeconds(1)).afterSuccess(false,
				Duration.ofMillis(100)))
			.isZero();
	}

	@Test
	void aServerThatDoesNotHoldIsAskedOncePerInterval() {
		assertThat(this.pace.afterSuccess(false, Duration.ofMillis(2))).isEqualTo(Duration.ofMillis(998));
	}

	@Test
	void failuresDoubleThePauseUpToALimit() {
		assertThat(this.pace.afterFailure(1, 1)).isEqualTo(Duration.ofMillis(250));
		assertThat(this.pace.afterFailure(2, 1)).isEqualTo(Duration.ofMillis(500));
		assertThat(this.pace.afterFailure(6, 1)).isEqualTo(SyncPace.LONGEST);
		assertThat(this.pace.afterFailure(Integer.MAX_VALUE, 1)).isEqualTo(SyncPace.LONGEST);
	}

	@Test
	void halfOfAPauseIsDrawnByLot() {
		assertThat(this.pace.afterFailure(3, 0)).isEqualTo(Duration.ofMillis(500));
		assertThat(this.pace.afterFailure(3, 0.5)).isEqualTo(Duration.ofMillis(750));
	}

}
