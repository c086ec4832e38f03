package dev.frameline.replica;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.frameline.primary.PrimaryFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The same commit appended twice counts once; a commit that was refused never counts. */
class OnceInvariantTest {

	private static final int WRITES = 40;

	private PrimaryFixture node;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void everyTransactionCountsAsItsWriterWasToldWhileAnswersGetLost(boolean leases) throws Exception {
		long seed = new Random().nextLong();
		try (ReplicaFixture first = new ReplicaFixture(this.node, "first", 1000, false);
				ReplicaFixture second = new ReplicaFixture(this.node, "second", 1000, false)) {
			first.wire.leases = leases;
			second.wire.leases = leases;
			first.sync();
			second.sync();
			ExecutorService threads = Executors.newFixedThreadPool(2);
			List<Future<Told>> writers = List.of(threads.submit(() -> write(first, "first", new Random(seed))),
					threads.submit(() -> write(second, "second", new Random(seed + 1))));
			Set<String> accepted = new HashSet<>();
			Set<String> unknown = new HashSet<>();
			for (Future<Told> writer : writers) {
				accepted.addAll(writer.get(120, TimeUnit.SECONDS).accepted);
				unknown.addAll(writer.get().unknown);
			}
			threads.shutdown();
			first.sync();
			second.sync();
			List<String> held = List.of(this.node.read("SELECT group_concat(text) FROM note").split(","));
			assertThat(accepted).isNotEmpty();
			assertThat(held).as("seed " + seed).doesNotHaveDuplicates().containsAll(accepted);
			Set<String> told = new HashSet<>(accepted);
			told.addAll(unknown);
			assertThat(told).as("seed " + seed).containsAll(held);
			assertThat(first.read("SELECT count(*) FROM note")).isEqualTo(String.valueOf(held.size()));
			assertThat(second.read("SELECT count(*) FROM note")).isEqualTo(String.valueOf(held.size()));
			assertThat(this.node.read("SELECT n FROM counter")).isEqualTo(String.valueOf(held.size()));
		}
	}

	private record Told(List<String> accepted, List<String> unknown) {

	}

	private static Told write(ReplicaFixture replica, String name, Random random) throws SQLException {
		Told told = new Told(new ArrayList<>(), new ArrayList<>());
		for (int i = 0; i < WRITES; i++) {
			String text = name + "-" + i;
			replica.wire.losesAnswers = random.nextInt(10) == 0;
			try {
				replica.write("INSERT INTO note (text) VALUES ('" + text + "')", "UPDATE counter SET n = n + 1");
				told.accepted.add(text);
			}
			catch (SQLTransactionRollbackException conflict) {
				replica.wire.losesAnswers = false;
				replica.writes.catchUp(Duration.ofSeconds(20).toNanos());
			}
			catch (SQLException ex) {
				// 08001: the commit before could not be settled, so this one was not even begun
				assertThat(ex.getSQLState()).isIn("08007", "08001");
				replica.wire.losesAnswers = false;
				if (ex.getSQLState().equals("08007")) {
					told.unknown.add(text);
				}
			}
		}
		replica.wire.losesAnswers = false;
		return told;
	}

}
