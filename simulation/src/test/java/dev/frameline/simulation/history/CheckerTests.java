package dev.frameline.simulation.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The checker on histories that are known to be bad, one for each anomaly, and on good ones beside them. */
class CheckerTests {

	private final List<Transaction> transactions = new ArrayList<>();

	private final List<Observation> observations = new ArrayList<>();

	private final List<Timeline> timelines = new ArrayList<>();

	@Test
	void aHistoryOfOneDatabaseIsGood() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of("x", "0"), new Effect.Put("x", "1"));
		transaction("b", 5, 15, Outcome.UNKNOWN, Map.of("x", "1"), new Effect.Put("x", "2"));
		transaction("c", 20, 30, Outcome.REFUSED, Map.of("x", "1"), new Effect.Put("x", "7"));
		observation("R1/0", false, 16, 17, Map.of("x", "1"), "a");
		observation("P/0", true, 18, 19, Map.of("x", "2"), "a", "b");
		order("a", "b");
		assertGood();
	}

	@Test
	void anAcknowledgedTransactionThatIsNotThereIsLost() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		order();
		assertFound(Anomaly.Kind.LOST);
	}

	@Test
	void aTransactionThatIsThereTwiceIsRepeated() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		order("a", "a");
		assertFound(Anomaly.Kind.REPEATED);
	}

	@Test
	void anUnknownTransactionMayBeThereOrNot() {
		transaction("a", 0, 10, Outcome.UNKNOWN);
		transaction("b", 0, 10, Outcome.UNKNOWN);
		order("b");
		assertGood();
	}

	@Test
	void anUnknownTransactionThatIsThereTwiceIsRepeated() {
		transaction("a", 0, 10, Outcome.UNKNOWN);
		order("a", "a");
		assertFound(Anomaly.Kind.REPEATED);
	}

	@Test
	void aRefusedTransactionThatIsThereIsRefusedVisible() {
		transaction("a", 0, 10, Outcome.REFUSED);
		order("a");
		assertFound(Anomaly.Kind.REFUSED_VISIBLE);
	}

	@Test
	void aTransactionThatNobodyWroteIsUninvited() {
		order("ghost");
		assertFound(Anomaly.Kind.UNINVITED);
	}

	@Test
	void aRefusedTransactionThatAReaderSawIsADirtyRead() {
		transaction("a", 0, 10, Outcome.REFUSED);
		observation("R1/0", false, 5, 6, Map.of(), "a");
		order();
		assertFound(Anomaly.Kind.NOT_A_PREFIX);
	}

	@Test
	void aTransactionBeforeOneThatWasOverWhenItBeganIsOutOfRealTime() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED);
		order("b", "a");
		assertFound(Anomaly.Kind.REAL_TIME);
	}

	@Test
	void transactionsAtTheSameTimeMayHaveEitherOrder() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 5, 30, Outcome.ACKNOWLEDGED);
		order("b", "a");
		assertGood();
	}

	@Test
	void anUnknownTransactionMayTakeEffectAfterItsClientGaveUp() {
		transaction("a", 0, 10, Outcome.UNKNOWN);
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED);
		order("b", "a");
		assertGood();
	}

	@Test
	void twoTransactionsThatIncreaseTheSameValueLoseAnUpdate() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of("x", "0"), new Effect.Put("x", "1"));
		transaction("b", 0, 10, Outcome.ACKNOWLEDGED, Map.of("x", "0"), new Effect.Put("x", "1"));
		order("a", "b");
		assertFound(Anomaly.Kind.NOT_SERIALIZABLE);
	}

	@Test
	void twoTransactionsThatReadWhatTheOtherWritesSkewTheirWrites() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of("x", "0", "y", "0"), new Effect.Put("x", "1"));
		transaction("b", 0, 10, Outcome.ACKNOWLEDGED, Map.of("x", "0", "y", "0"), new Effect.Put("y", "1"));
		order("a", "b");
		assertFound(Anomaly.Kind.NOT_SERIALIZABLE);
	}

	@Test
	void aCounterThatCountedTwiceForOneTransactionIsNotSerializable() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of(), new Effect.Add("n", 1));
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED, Map.of("n", "2"), new Effect.Put("n", "3"));
		order("a", "b");
		assertFound(Anomaly.Kind.NOT_SERIALIZABLE);
	}

	@Test
	void aListThatLostAnElementIsFractured() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of(), new Effect.Append("l", "a"));
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED, Map.of(), new Effect.Append("l", "b"));
		observation("R1/0", false, 40, 41, Map.of("l", "b"), "a", "b");
		order("a", "b");
		assertFound(Anomaly.Kind.FRACTURED);
	}

	@Test
	void aReadThatSawHalfATransactionIsFractured() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of(), new Effect.Put("x", "1"), new Effect.Put("y", "1"));
		observation("R1/0", false, 20, 21, Map.of("x", "1", "y", "0"), "a");
		order("a");
		assertFound(Anomaly.Kind.FRACTURED);
	}

	@Test
	void aReadWhoseValuesAreNewerThanItsJournalIsFractured() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED, Map.of(), new Effect.Put("x", "1"));
		observation("R1/0", false, 20, 21, Map.of("x", "1"));
		order("a");
		assertFound(Anomaly.Kind.FRACTURED);
	}

	@Test
	void aReadWithAHoleIsNoPrefix() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED);
		observation("R1/0", false, 40, 41, Map.of(), "b");
		order("a", "b");
		assertFound(Anomaly.Kind.NOT_A_PREFIX);
	}

	@Test
	void aReplicaWithAnotherOrderThanThePrimaryIsNoPrefix() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 0, 10, Outcome.ACKNOWLEDGED);
		observation("R1/0", false, 40, 41, Map.of(), "b", "a");
		order("a", "b");
		assertFound(Anomaly.Kind.NOT_A_PREFIX);
	}

	@Test
	void aReplicaThatMixesTwoTimelinesIsNoPrefixOfEither() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED);
		inTimeline(1, "c", 40, 50);
		observation("R1/0", false, 60, 61, Map.of(), "a", "b", "c");
		order("a", "b");
		order("a", "c");
		assertFound(Anomaly.Kind.NOT_A_PREFIX);
	}

	@Test
	void aReplicaMayStayInATimelineThatHasEnded() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		transaction("b", 20, 30, Outcome.ACKNOWLEDGED);
		inTimeline(1, "c", 40, 50);
		observation("R1/0", false, 60, 61, Map.of(), "a", "b");
		order("a", "b");
		order("a", "c");
		assertGood();
	}

	@Test
	void aNodeThatShowsLessThanBeforeWentBack() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		observation("R1/0", false, 20, 21, Map.of(), "a");
		observation("R1/0", false, 22, 23, Map.of());
		order("a");
		assertFound(Anomaly.Kind.WENT_BACK);
	}

	@Test
	void twoReadsAtTheSameTimeMaySeeEither() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		observation("R1/0", false, 20, 25, Map.of(), "a");
		observation("R1/0", false, 21, 26, Map.of());
		order("a");
		assertGood();
	}

	@Test
	void aNodeThatDoesNotShowItsOwnCommitMissesAnOwnWrite() {
		this.transactions.add(new Transaction("a", "c1", "R1/0", Set.of(0), 0, 10, Outcome.ACKNOWLEDGED, Map.of(),
				List.of()));
		observation("R1/0", false, 20, 21, Map.of());
		order("a");
		assertFound(Anomaly.Kind.OWN_WRITE_MISSING);
	}

	@Test
	void aReplicaMayBeBehindAnotherNodesCommit() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		observation("R1/0", false, 20, 21, Map.of());
		order("a");
		assertGood();
	}

	@Test
	void aReadOnThePrimaryThatIsBehindIsStale() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		observation("P/0", true, 20, 21, Map.of());
		order("a");
		assertFound(Anomaly.Kind.STALE);
	}

	@Test
	void aReadThatWaitedForABookmarkAndDoesNotSeeItMissedIt() {
		transaction("a", 0, 10, Outcome.ACKNOWLEDGED);
		this.observations
			.add(new Observation("c1", "R1/0", Set.of(0), false, 20, 21, List.of(), Map.of(), "a"));
		order("a");
		assertFound(Anomaly.Kind.BOOKMARK_MISSED);
	}

	@Test
	void aTransactionIsLookedForInTheTimelineThatWasWritten() {
		inTimeline(1, "a", 0, 10);
		order("a");
		order();
		assertFound(Anomaly.Kind.LOST);
	}

	private void transaction(String token, long invoked, long completed, Outcome outcome) {
		transaction(token, invoked, completed, outcome, Map.of());
	}

	/** On a node that nobody reads. */
	private void transaction(String token, long invoked, long completed, Outcome outcome, Map<String, String> reads,
			Effect... effects) {
		this.transactions.add(new Transaction(token, "c1", "R9/0", Set.of(0), invoked, completed, outcome, reads,
				Arrays.asList(effects)));
	}

	private void inTimeline(int timeline, String token, long invoked, long completed) {
		this.transactions.add(new Transaction(token, "c1", "R9/0", Set.of(timeline), invoked, completed,
				Outcome.ACKNOWLEDGED, Map.of(), List.of()));
	}

	private void observation(String session, boolean fresh, long invoked, long completed, Map<String, String> reads,
			String... journal) {
		this.observations.add(new Observation("c2", session, Set.of(0), fresh, invoked, completed,
				Arrays.asList(journal), reads, ""));
	}

	private void order(String... tokens) {
		this.timelines.add(new Timeline(this.timelines.size(), Arrays.asList(tokens)));
	}

	private List<Anomaly> check() {
		return Checker.check(
				new History(Map.of("x", "0", "y", "0"), this.transactions, this.observations, this.timelines));
	}

	private void assertGood() {
		assertThat(check()).isEmpty();
	}

	/** This one, and no other. */
	private void assertFound(Anomaly.Kind kind) {
		assertThat(check()).extracting(Anomaly::kind).containsExactly(kind);
	}

}
