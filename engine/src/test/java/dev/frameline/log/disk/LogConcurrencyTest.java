package dev.frameline.log.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import dev.frameline.world.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.log.disk.LogFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

class LogConcurrencyTest {

	private static final int APPENDS = 300;

	@TempDir
	Path temp;

	@Test
	void readersOnlySeeWholeDurableCommitsWhileOthersAppend() throws Exception {
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(4);
		Path database = this.temp.resolve("app.db");
		SqliteSource.create(database, "CREATE TABLE t (x)");
		World world = World.system(executor);
		try (LogDirectory log = LogDirectory.create("notes", this.temp.resolve("app.db-log"), database, world);
				SqliteSource source = SqliteSource.open(database)) {
			AtomicBoolean done = new AtomicBoolean();
			Future<Long> reader = executor.submit(() -> follow(log, done));
			List<Long> completed = new CopyOnWriteArrayList<>();
			List<CompletableFuture<Void>> appends = new ArrayList<>();
			CommitId last = null;
			for (int i = 1; i <= APPENDS; i++) {
				last = new CommitId(LogFixture.ORIGIN, i);
				Frames frames = source.commit("INSERT INTO t VALUES (" + i + ")");
				appends.add(log.append(last, log.stamp(frames))
					.thenAccept((mark) -> completed.add(mark.position().frame()))
					.toCompletableFuture());
			}
			CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
			done.set(true);
			assertThat(completed).hasSize(APPENDS).isSorted();
			assertThat(reader.get(1, TimeUnit.MINUTES)).isEqualTo(log.sequence());
			assertThat(log.find(last)).contains(log.durableEnd());
		}
		finally {
			executor.shutdownNow();
		}
		Path copy = LogFixture.asDatabase(this.temp.resolve("app.db-log"), this.temp.resolve("x.db"));
		assertThat(SqliteSource.number(copy, "SELECT sum(x) FROM t")).isEqualTo(APPENDS * (APPENDS + 1) / 2);
	}

	/** Reads every frame once, as it becomes durable, and checks that each answer ends with a commit. */
	private static long follow(LogDirectory log, AtomicBoolean done) throws Exception {
		long at = 0;
		while (true) {
			boolean last = done.get();
			Mark end = log.durableEnd();
			Frames range = log.range(at(at), 64);
			if (range.count() > 0) {
				byte[] bytes = new byte[range.count() * Frame.SIZE];
				range.read(0, range.count(), bytes, 0);
				int lastFrame = bytes.length - Frame.SIZE;
				at += range.count();
				assertThat(Frame.isCommit(bytes, lastFrame)).isTrue();
				assertThat(log.chainAt(at(at))).isEqualTo(new Chain(Frame.checksum(bytes, lastFrame)));
			}
			else if (last && at == end.position().frame()) {
				return at;
			}
			Thread.onSpinWait();
		}
	}

}
