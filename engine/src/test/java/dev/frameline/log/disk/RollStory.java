package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.world.Disk;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commits, rolls, base builds and prunings, one after the other, on a disk that may refuse one operation; and what of it
 * must never be lost.
 */
final class RollStory implements AutoCloseable {

	static final Retention NONE = new Retention(0, Duration.ZERO);

	static final CommitId REFUSED = new CommitId(UUID.fromString("00000000-0000-4000-8000-000000000001"), 3);

	final LogFixture fixture;

	/** What was answered. */
	final Map<CommitId, Mark> acknowledged = new LinkedHashMap<>();

	private boolean refused;

	/** For each sequence at which the log may stand: the rows there, and the frames of the commit that leads there. */
	private final Map<Long, State> states = new LinkedHashMap<>();

	private long sequence;

	private record State(long rows, Frames last) {

	}

	RollStory(Path temp, Disk disk) throws IOException, SQLException {
		this.fixture = new LogFixture(Files.createDirectories(temp), disk);
		commit();
	}

	/** Whatever fails is done again, once. */
	void tell() throws Exception {
		commit();
		refuse();
		roll();
		commit();
		roll();
		commit();
		tidy();
		commit();
	}

	private void commit() throws IOException, SQLException {
		CommitId id = this.fixture.nextId();
		long rows = this.states.size() + 1;
		Frames frames = this.fixture.row();
		this.states.put(this.sequence + frames.count(), new State(rows, frames));
		Mark end = append(id, frames);
		if (end == null) {
			end = this.fixture.log.find(id).orElseGet(() -> retried(id, frames));
		}
		this.acknowledged.put(id, end);
		this.sequence += frames.count();
	}

	private Mark retried(CommitId id, Frames frames) {
		try {
			Mark end = append(id, frames);
			assertThat(end).as("the second attempt").isNotNull();
			return end;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** @return {@code null} if it failed; then the log goes on, or has been opened again */
	private @Nullable Mark append(CommitId id, Frames frames) throws IOException {
		CompletableFuture<Mark> appended = this.fixture.append(id, frames).toCompletableFuture();
		this.fixture.tasks.run();
		try {
			return appended.join();
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isInstanceOfAny(LogWriteException.class, LogStoppedException.class);
			reopenIfStopped();
			return null;
		}
	}

	private void refuse() throws IOException {
		CompletableFuture<Void> answered = this.fixture.log.refuse(REFUSED).toCompletableFuture();
		this.fixture.tasks.run();
		if (answered.isCompletedExceptionally()) {
			reopenIfStopped();
			answered = this.fixture.log.refuse(REFUSED).toCompletableFuture();
			this.fixture.tasks.run();
			answered.join();
		}
		this.refused = true;
	}

	private void roll() throws IOException {
		long generation = this.fixture.log.start().generation();
		Mark end = this.fixture.log.durableEnd();
		try {
			this.fixture.log.roll();
		}
		catch (IOException | LogStoppedException ex) {
			if (!reopenIfStopped()) {
				assertThat(this.fixture.log.durableEnd()).as("goes on in the old generation").isEqualTo(end);
				assertThat(this.fixture.log.start().generation()).isEqualTo(generation);
			}
			if (this.fixture.log.start().generation() == generation) {
				this.fixture.log.roll();
			}
		}
		assertThat(this.fixture.log.start().generation()).isEqualTo(generation + 1);
		assertThat(this.fixture.log.seal(generation)).isEqualTo(end);
	}

	/** @return whether it had stopped */
	private boolean reopenIfStopped() throws IOException {
		if (!this.fixture.log.flush().toCompletableFuture().isCompletedExceptionally()) {
			return false;
		}
		this.fixture.reopen();
		return true;
	}

	private void tidy() {
		CompletableFuture<List<Long>> tidied = this.fixture.log.tidy(NONE).toCompletableFuture();
		this.fixture.tasks.run();
		if (tidied.isCompletedExceptionally()) {
			this.fixture.tidied(NONE);
		}
		assertThat(this.fixture.log.oldest()).isEqualTo(this.fixture.log.start().generation());
	}

	/** What survived is what was answered, and the log is as good as new. */
	void verify(String when, Path directory) throws IOException, SQLException {
		QueuedTasks tasks = new QueuedTasks();
		World world = this.fixture.world;
		World calm = new World(world.time(), Disk.system(), tasks, world.waiting(), world.chance());
		try (LogDirectory log = LogDirectory.open("notes", directory, calm)) {
			verifyHeld(when, log);
			long sequence = log.sequence();
			assertThat(sequence).as(when).isGreaterThanOrEqualTo(this.sequence);
			State state = this.states.get(sequence);
			assertThat(state).as(when + ": a commit ends at sequence " + sequence).isNotNull();
			verifyGoesOn(when, log, tasks, state, directory);
			if (sequence == this.sequence) {
				// Of generations that are gone, the newest commit of an origin is known
				verifyHeld(when, log);
			}
		}
	}

	void verifyHeld(String when, LogDirectory log) throws IOException {
		for (Map.Entry<CommitId, Mark> each : this.acknowledged.entrySet()) {
			if (log.keeps(each.getValue().position().generation())) {
				assertThat(log.find(each.getKey())).as(when).contains(each.getValue());
				assertThat(log.chainAt(each.getValue().position())).as(when).isEqualTo(each.getValue().chain());
			}
		}
		List<CommitId> ids = new ArrayList<>(this.acknowledged.keySet());
		CommitId newest = ids.get(ids.size() - 1);
		assertThat(log.find(newest)).as(when).contains(this.acknowledged.get(newest));
		assertThat(this.refused && !log.isRefused(REFUSED)).as(when + ": the refusal is forgotten").isFalse();
	}

	/** The newest commit again changes nothing that a reader sees. */
	private void verifyGoesOn(String when, LogDirectory log, QueuedTasks tasks, State state, Path directory)
			throws IOException, SQLException {
		CompletableFuture<Mark> appended = log
			.append(new CommitId(UUID.randomUUID(), 1), log.stamp(state.last()))
			.toCompletableFuture();
		tasks.run();
		appended.join();
		log.roll();
		CompletableFuture<List<Long>> tidied = log.tidy(NONE).toCompletableFuture();
		tasks.run();
		tidied.join();
		String newest = Long.toString(log.start().generation());
		assertThat(directory).as(when).isDirectoryNotContaining((path) -> !path.endsWith(newest));
		assertThat(files(directory.resolve(newest))).as(when)
			.containsExactly("base.db", "commits", "frames.wal", "generation.json", "origins");
		Path copy = Files.copy(directory.resolve(newest).resolve("base.db"), directory.resolve("x.db"));
		assertThat(SqliteSource.integrity(copy)).as(when).isEqualTo("ok");
		assertThat(SqliteSource.number(copy, "SELECT count(*) FROM t")).as(when).isEqualTo(state.rows());
	}

	private static List<String> files(Path directory) throws IOException {
		try (var files = Files.list(directory)) {
			return files.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	@Override
	public void close() throws IOException, SQLException {
		this.fixture.close();
	}

}
