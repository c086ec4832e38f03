package dev.frameline.replica;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

import dev.frameline.Lineage;
import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.replica.FollowState.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** A base comes over connections that break. */
class BootstrapTest {

	private final List<Export> asked = new ArrayList<>();

	private PrimaryFixture node;

	private ReplicaFixture replica;

	private long size;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.replica = new ReplicaFixture(this.node, "replica", 1000, false);
		this.size = Files.size(this.node.base);
		this.replica.wire.wanted = (export) -> {
			this.asked.add(export);
			return export;
		};
	}

	@AfterEach
	void close() throws Exception {
		this.replica.close();
		this.node.close();
	}

	@Test
	void aBaseGoesOnWhereItsConnectionBroke() throws Exception {
		breakAfter(5000, 1, 4099);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.UP_TO_DATE);
		assertThat(state.lastSync().bytes()).isEqualTo(this.size);
		assertThat(this.asked).extracting(Export::from).containsExactly(0L, 5000L, 5001L, 9100L);
		assertThat(this.asked).extracting(Export::sha256)
			.containsExactly(null, sha256(), sha256(), sha256());
		assertThatTheBaseIsHere();
	}

	@Test
	void aStepGoesOnWhereTheOneBeforeEnded() throws Exception {
		breakAfter(5000, 0);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(state.lastSync().bytes()).isEqualTo(5000);
		assertThat(state.lastError()).contains("the connection broke").contains("4 of 12 kB of the base are here");
		assertThat(this.asked).extracting(Export::from).containsExactly(0L, 5000L);
		assertThat(this.replica.replica.copy()).isNull();
		this.asked.clear();
		FollowState next = this.replica.sync();
		assertThat(next.lastError()).isNull();
		assertThat(next.lastSync().bytes()).isEqualTo(this.size - 5000);
		assertThat(this.asked).containsExactly(new Export(1, 5000, sha256()));
		assertThatTheBaseIsHere();
	}

	@Test
	void aStepGoesOnForAsLongAsSomethingComesButNotForEver() throws Exception {
		this.replica.wire.exported = (sink) -> new BrokenSink(sink, 100);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(this.asked).hasSize(1 + Bootstrap.MOST_CONTINUATIONS);
		this.replica.wire.exported = (sink) -> new BrokenSink(sink, 0);
		this.asked.clear();
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(this.asked).hasSize(1);
		this.replica.wire.exported = UnaryOperator.identity();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).extracting(Export::from).containsOnly(100L * (1 + Bootstrap.MOST_CONTINUATIONS));
		assertThatTheBaseIsHere();
	}

	@Test
	void anotherBaseIsSentFromItsBeginning() throws Exception {
		breakAfter(5000);
		List<Long> from = new ArrayList<>();
		this.replica.wire.wanted = (export) -> new Export(export.generation(), export.from(),
				(export.sha256() != null) ? "0".repeat(64) : null);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> telling(breaking.apply(sink), (told) -> {
			from.add(told.from());
			return told;
		});
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(from).containsExactly(0L, 0L);
		assertThatTheBaseIsHere();
	}

	@Test
	void theRestOfAnotherBaseIsNotTaken() throws Exception {
		breakAfter(5000);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> telling(breaking.apply(sink),
				(told) -> (told.from() > 0) ? new Told(told.from(), told.total(), "0".repeat(64)) : told);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(state.lastError()).contains("expected the rest of a base from byte 5000").contains("begins anew");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
		this.asked.clear();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).containsExactly(Export.whole(1));
		assertThatTheBaseIsHere();
	}

	@Test
	void aRestThatBeginsElsewhereIsNotTaken() throws Exception {
		breakAfter(5000);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> telling(breaking.apply(sink),
				(told) -> (told.from() > 0) ? new Told(told.from() - 1, told.total(), told.sha256()) : told);
		assertThat(this.replica.sync().lastError()).contains("got one from byte 4999");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
	}

	@Test
	void aServerThatSendsAllOfItAgainIsTakenAtItsWord() throws Exception {
		breakAfter(5000);
		this.replica.wire.wanted = (export) -> Export.whole(export.generation());
		assertThat(this.replica.sync().lastError()).isNull();
		assertThatTheBaseIsHere();
	}

	@Test
	void withoutADigestNothingIsContinuedAndNothingCompared() throws Exception {
		breakAfter(5000);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> telling(breaking.apply(sink),
				(told) -> new Told(told.from(), told.total(), null));
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).containsExactly(Export.whole(1), Export.whole(1));
		assertThatTheBaseIsHere();
	}

	@Test
	void aSourceThatTellsNothingAtAllIsTaken() throws Exception {
		this.replica.wire.exported = (sink) -> sink::accept;
		assertThat(this.replica.sync().lastError()).isNull();
		assertThatTheBaseIsHere();
	}

	@Test
	void anotherHistoryBeginsAnew() throws Exception {
		this.replica.wire.info = (info) -> new SourceInfo(info.generation(),
				new SourceInfo.Identity(new Lineage(UUID.randomUUID(), UUID.randomUUID()), info.identity().start(),
						info.identity().newest()));
		breakAfter(5000, 0);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		this.replica.wire.info = UnaryOperator.identity();
		this.asked.clear();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).containsExactly(Export.whole(1));
		assertThatTheBaseIsHere();
	}

	@ParameterizedTest(name = "byte {0} of the base")
	@ValueSource(ints = { 18, 4000, 5000, 9000 })
	void aByteThatWasChangedOnEitherConnectionIsNoticed(int at) throws Exception {
		breakAfter(5000);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		long[] carried = new long[1];
		this.replica.wire.exported = (sink) -> changing(breaking.apply(sink), at, carried);
		FollowState state = this.replica.sync();
		assertThat(state.lastSync().outcome()).isEqualTo(Outcome.FAILED);
		assertThat(state.lastError()).startsWith("Database 'notes': ").contains("SHA-256 " + sha256())
			.contains("thrown away");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
		this.replica.wire.exported = UnaryOperator.identity();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThatTheBaseIsHere();
	}

	@Test
	void moreThanWasToldIsNotKept() throws Exception {
		this.replica.wire.exported = (sink) -> telling(sink, (told) -> new Told(0, told.total() - 1, told.sha256()));
		assertThat(this.replica.sync().lastError()).contains("got more");
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
	}

	@Test
	void aConnectionThatBreaksAfterTheLastByteHasBroughtAllOfIt() throws Exception {
		this.replica.wire.exported = (sink) -> telling((bytes) -> {
			sink.accept(bytes);
			throw new SourceException(SourceException.Kind.UNREACHABLE, "the connection broke", null);
		}, sink, UnaryOperator.identity());
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).containsExactly(Export.whole(1));
		assertThatTheBaseIsHere();
	}

	@Test
	void aFileThatSomebodyRemovedMeanwhileBeginsAnew() throws Exception {
		breakAfter(5000, 0);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		Files.delete(this.replica.path.resolveSibling("app.db-bootstrap"));
		this.asked.clear();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThat(this.asked).containsExactly(Export.whole(1));
		assertThatTheBaseIsHere();
	}

	@Test
	void aBaseThatBeginsAnewAndIsShorterHasNothingOfTheLongerOne() throws Exception {
		this.replica.wire.exported = (sink) -> (bytes) -> {
			sink.accept(bytes);
			sink.accept(ByteBuffer.allocate(4096));
			throw new SourceException(SourceException.Kind.UNREACHABLE, "the connection broke", null);
		};
		assertThat(this.replica.outcome()).isEqualTo(Outcome.OFFLINE);
		assertThat(this.replica.path.resolveSibling("app.db-bootstrap")).hasSize(this.size + 4096);
		this.replica.wire.exported = UnaryOperator.identity();
		assertThat(this.replica.sync().lastError()).isNull();
		assertThatTheBaseIsHere();
	}

	@Test
	void whatComesAfterItsRequestWasGivenUpIsNotTaken() throws Exception {
		breakAfter(5000, 0);
		List<FrameSource.Sink> sinks = new ArrayList<>();
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> {
			sinks.add(sink);
			return breaking.apply(sink);
		};
		this.replica.sync();
		assertThatIOException().isThrownBy(() -> sinks.get(0).accept(ByteBuffer.allocate(100)))
			.withMessageContaining("given up");
		assertThat(this.replica.sync().lastError()).isNull();
		assertThatTheBaseIsHere();
	}

	@Test
	void aNodeThatStopsGivesUpItsBaseAndLeavesNothingOfIt() throws Exception {
		breakAfter(5000);
		this.replica.wire.wanted = (export) -> {
			this.replica.wire.silent = export.from() > 0;
			return export;
		};
		CompletionStage<FollowState> step = this.replica.replica.step(Duration.ZERO);
		await(this.replica.wire.fallenSilent);
		assertThat(this.replica.path.resolveSibling("app.db-bootstrap")).hasSize(5000);
		await(this.replica.replica.stop());
		await(step);
		assertThat(this.replica.path.getParent()).isEmptyDirectory();
	}

	@Test
	void theStatusShowsHowMuchOfItIsHere() throws Exception {
		List<FollowState.Sync> shown = new ArrayList<>();
		breakAfter(5000);
		UnaryOperator<FrameSource.Sink> breaking = this.replica.wire.exported;
		this.replica.wire.exported = (sink) -> {
			shown.add(this.replica.replica.state().lastSync());
			return breaking.apply(sink);
		};
		FollowState.Sync ended = this.replica.sync().lastSync();
		assertThat(shown).extracting(FollowState.Sync::outcome).containsOnly(Outcome.BOOTSTRAPPING);
		assertThat(shown).extracting(FollowState.Sync::bytes).containsExactly(0L, 5000L);
		assertThat(shown).extracting(FollowState.Sync::total).containsExactly(-1L, this.size);
		assertThat(ended.total()).isEqualTo(-1);
	}

	/** Each connection of the next breaks after so many bytes; those after them hold. */
	private void breakAfter(long... bytes) {
		int[] connections = new int[1];
		this.replica.wire.exported = (sink) -> {
			int connection = connections[0]++;
			return (connection < bytes.length) ? new BrokenSink(sink, bytes[connection]) : sink;
		};
	}

	private String sha256() {
		return this.node.baseSha256();
	}

	private void assertThatTheBaseIsHere() throws Exception {
		assertThat(this.replica.read("SELECT n FROM counter")).isEqualTo("0");
		assertThat(this.replica.path).hasSameBinaryContentAs(this.node.base);
		assertThat(this.replica.path.resolveSibling("app.db-bootstrap")).doesNotExist();
	}

	private static FrameSource.Sink telling(FrameSource.Sink sink, UnaryOperator<Told> change) {
		return telling(sink, sink, change);
	}

	private record Told(long from, long total, String sha256) {

	}

	/** Passes bytes to one sink, and to the other what is told of them, changed. */
	private static FrameSource.Sink telling(FrameSource.Sink sink, FrameSource.Sink told, UnaryOperator<Told> change) {
		return new FrameSource.Sink() {

			@Override
			public void expect(long from, long total, String sha256) throws IOException {
				Told changed = change.apply(new Told(from, total, sha256));
				told.expect(changed.from(), changed.total(), changed.sha256());
			}

			@Override
			public void accept(ByteBuffer bytes) throws IOException {
				sink.accept(bytes);
			}

		};
	}

	private static FrameSource.Sink changing(FrameSource.Sink sink, int at, long[] carried) {
		return new FrameSource.Sink() {

			@Override
			public void expect(long from, long total, String sha256) throws IOException {
				carried[0] = from;
				sink.expect(from, total, sha256);
			}

			@Override
			public void accept(ByteBuffer bytes) throws IOException {
				long index = at - carried[0];
				carried[0] += bytes.remaining();
				if (index >= 0 && index < bytes.remaining()) {
					int place = bytes.position() + (int) index;
					bytes.put(place, (byte) (bytes.get(place) ^ 1));
				}
				sink.accept(bytes);
			}

		};
	}

}
