package dev.frameline.autoconfigure.http.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.AnsweringLog;
import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.wal.Frames;
import dev.frameline.wal.Spool;
import dev.frameline.world.Disk;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;

/** What a replica is told where a generation ends, over real HTTP. */
@ParameterizedClass
@EnumSource
class GenerationsTests {

	private static final GenerationStart NEXT = new GenerationStart(MemoryLog.GENERATION + 1, 107, -5L, new Chain(-6L));

	private static final Newest NEWEST = new Newest(Mark.of(MemoryLog.GENERATION + 1, 4, new Chain(9)), 111, 1, 0);

	@Parameter
	private ServedOverHttp.Kind kind;

	private final AnsweringLog log = new AnsweringLog();

	private final Mark end = Mark.of(MemoryLog.GENERATION, 7, new Chain(3));

	@TempDir
	private Path directory;

	private ServedOverHttp served;

	private HttpUpstream upstream;

	@BeforeEach
	void start() throws Exception {
		this.served = ServedOverHttp.open(this.kind, this.log, this.directory);
		this.upstream = Upstreams.to(this.served.url());
	}

	@AfterEach
	void stop() throws Exception {
		this.upstream.close();
		this.served.close();
	}

	@Test
	void anEndTellsTheGenerationThatFollows() {
		Pulled.Ended ended = new Pulled.Ended(MemoryLog.GENERATION + 1, NEXT, NEWEST);
		this.log.pulled = (pull) -> ended;
		assertThat(result(this.upstream.pull(pull(null)))).isEqualTo(ended);
	}

	@Test
	void aTransactionThatMeetsTheEndIsToldTheGenerationThatFollows() {
		this.log.appended = (append) -> new Appended.Rolled(NEXT);
		Append append = new Append(this.log.behind.lineage, new CommitId(UUID.randomUUID(), 1), Fence.NONE, this.end,
				Transactions.of(2, 5));
		assertThat(result(this.upstream.append(append))).isEqualTo(new Appended.Rolled(NEXT));
	}

	@Test
	void changesLeadAcrossGenerationsToWhoHasRoomForThem() throws Exception {
		AtomicReference<Pull> asked = new AtomicReference<>();
		Frames pages = Transactions.of(3, 5);
		this.log.pulled = (pull) -> {
			asked.set(pull);
			return pull.acceptsChanges() ? new Pulled.Changes(pages, NEWEST.mark(), NEXT, NEWEST)
					: new Pulled.Batch(pages, NEWEST);
		};
		try (Spool room = new Spool(Disk.system(), this.directory.resolve("room"))) {
			Pulled.Changes changes = (Pulled.Changes) result(this.upstream.pull(pull(room)));
			assertThat(changes).isEqualTo(new Pulled.Changes(room.frames(), NEWEST.mark(), NEXT, NEWEST));
			assertThat(Transactions.bytes(changes.frames())).isEqualTo(Transactions.bytes(pages));
			assertThat(asked.get().after()).isEqualTo(this.end);
		}
		assertThat(result(this.upstream.pull(pull(null)))).isInstanceOf(Pulled.Batch.class);
	}

	private Pull pull(@Nullable Spool room) {
		return new Pull(this.log.behind.lineage, this.end, 10, Duration.ZERO, room);
	}

}
