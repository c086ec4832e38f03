package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Chance;
import dev.frameline.world.Disk;
import dev.frameline.world.Time;
import dev.frameline.world.Waiting;
import dev.frameline.world.World;

/**
 * A log in a directory of its own, fed with transactions that SQLite itself has written into a twin database.
 */
final class LogFixture implements AutoCloseable {

	static final UUID ORIGIN = UUID.fromString("11111111-2222-4333-8444-555555555555");

	final Path directory;

	final QueuedTasks tasks = new QueuedTasks();

	final SqliteSource source;

	final World world;

	LogDirectory log;

	/** The wall clock. */
	long now = 1_700_000_000_000L;

	private long serial;

	LogFixture(Path temp, Disk disk) throws IOException, SQLException {
		this.directory = temp.resolve("app.db-log");
		this.world = new World(clock(), disk, this.tasks, Waiting.threads(), Chance.secure());
		Path database = temp.resolve("twin.db");
		SqliteSource.create(database, "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)");
		this.log = LogDirectory.create("notes", this.directory, database, this.world);
		this.source = SqliteSource.open(database);
	}

	private Time clock() {
		return new Time() {

			@Override
			public long millis() {
				return LogFixture.this.now;
			}

			@Override
			public long nanos() {
				throw new UnsupportedOperationException("the log measures no durations");
			}

		};
	}

	/** A transaction of one row, which is one frame. */
	Frames row() throws SQLException, IOException {
		return this.source.commit("INSERT INTO t (text) VALUES ('a row')");
	}

	/** A transaction of many frames. */
	Frames rows(int count) throws SQLException, IOException {
		return this.source.commit("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count
				+ ") INSERT INTO t (text) SELECT hex(randomblob(1000)) FROM n");
	}

	CommitId nextId() {
		return new CommitId(ORIGIN, ++this.serial);
	}

	/** Appends without running the tasks. */
	CompletionStage<Mark> append(CommitId id, Frames frames) throws IOException {
		return this.log.append(id, this.log.stamp(frames));
	}

	/** Appends and runs the tasks. */
	Mark appended(Frames frames) throws IOException {
		CompletionStage<Mark> appended = append(nextId(), frames);
		this.tasks.run();
		return appended.toCompletableFuture().join();
	}

	/** Has bases built and old generations deleted, and answers those that went. */
	List<Long> tidied(Retention retention) {
		CompletionStage<List<Long>> tidied = this.log.tidy(retention);
		this.tasks.run();
		return tidied.toCompletableFuture().join();
	}

	/** A frame of the first generation. */
	static Position at(long frame) {
		return new Position(1, frame);
	}

	void reopen() throws IOException {
		this.log.close();
		this.log = LogDirectory.open("notes", this.directory, this.world);
	}

	Path file(String name) {
		return this.directory.resolve("1").resolve(name);
	}

	/** Copies base and all frames to a plain SQLite database and answers it. */
	static Path asDatabase(Path logDirectory, Path copy) throws IOException {
		return asDatabase(logDirectory, Integer.MAX_VALUE, copy);
	}

	/** Copies base and the first {@code frames} frames. */
	static Path asDatabase(Path logDirectory, long frames, Path copy) throws IOException {
		Path generation = logDirectory.resolve("1");
		Files.copy(generation.resolve("base.db"), copy, StandardCopyOption.REPLACE_EXISTING);
		byte[] wal = Files.readAllBytes(generation.resolve("frames.wal"));
		byte[] cut = Arrays.copyOf(wal, (int) Math.min(wal.length, WalScan.length(frames)));
		Files.write(copy.resolveSibling(copy.getFileName() + "-wal"), cut);
		return copy;
	}

	@Override
	public void close() throws IOException, SQLException {
		this.source.close();
		this.tasks.run();
		this.log.close();
	}

}
