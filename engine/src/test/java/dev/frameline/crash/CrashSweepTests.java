package dev.frameline.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.frameline.crash.Reopening.Outcome;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.node.Node;
import dev.frameline.node.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every file of a node cut, deleted, exchanged, restored from an old copy, or with one bit changed: the node comes up
 * with the state that it should have, or refuses in a sentence and touches nothing. {@link Damages} and {@link Crashes}
 * list what is done, {@link Reopening} and {@link Refusal} say what is accepted.
 */
class CrashSweepTests {

	private static final int SECONDS_BEFORE_IT_HANGS = 60;

	@TempDir
	static Path root;

	private static ScheduledExecutorService executor;

	private static LogLines log;

	private static History history;

	@BeforeAll
	static void makeHistory() throws Exception {
		executor = Executors.newScheduledThreadPool(4);
		log = new LogLines();
		history = History.make(root.resolve("history"), executor);
	}

	@AfterAll
	static void stop() {
		log.close();
		executor.shutdownNow();
	}

	@Test
	void aPrimaryThatWasKilledComesUpWithAllThatItAcknowledgedOrRefuses() throws Exception {
		Scene scene = new Scene("killed primary", Role.PRIMARY, history.primary(History.LAST), history::primary, true);
		assertThat(run(scene, new Damages(scene).all())).containsOnlyKeys(Outcome.AFTER_LAST, Outcome.REFUSED);
	}

	@Test
	void aPrimaryThatWasClosedComesUpWithAllThatItAcknowledgedOrRefuses() throws Exception {
		Scene scene = new Scene("closed primary", Role.PRIMARY, history.closedPrimary(), history::primary, true);
		assertThat(run(scene, new Damages(scene).ofTheDatabase())).containsOnlyKeys(Outcome.AFTER_LAST, Outcome.REFUSED);
	}

	@Test
	void aReplicaThatWasKilledComesUpAsFarAsItSaysOrRefuses() throws Exception {
		Scene scene = new Scene("killed replica", Role.REPLICA, history.replica(History.LAST), history::replica, true);
		assertThat(run(scene, new Damages(scene).all())).containsOnlyKeys(Outcome.values());
	}

	@Test
	void aReplicaThatWasClosedComesUpAsItWasOrRefuses() throws Exception {
		Scene scene = new Scene("closed replica", Role.REPLICA, history.closedReplica(), history::replica, true);
		assertThat(run(scene, new Damages(scene).all())).containsOnlyKeys(Outcome.AFTER_LAST, Outcome.REFUSED);
	}

	@Test
	void aPrimaryThatCrashesWithinACommitComesUpBeforeOrAfterIt() throws Exception {
		assertThat(runAll("primary", Role.PRIMARY, history.primaryMoments())).containsOnlyKeys(Outcome.AFTER_LAST,
				Outcome.EARLIER);
	}

	@Test
	void aReplicaThatCrashesWhileItAppliesACommitComesUpBeforeIt() throws Exception {
		assertThat(runAll("replica", Role.REPLICA, history.replicaMoments())).containsOnlyKeys(Outcome.EARLIER);
	}

	private static Map<Outcome, Integer> runAll(String name, Role role, List<History.Moment> moments) throws Exception {
		Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
		for (History.Moment moment : moments) {
			Scene scene = new Scene(name + " at " + moment.name(), role, moment.written(),
					(role == Role.PRIMARY) ? history::primary : history::replica, false);
			run(scene, new Crashes(scene, moment).all()).forEach((outcome, count) -> outcomes.merge(outcome, count, Integer::sum));
		}
		return outcomes;
	}

	private static Map<Outcome, Integer> run(Scene scene, List<Damage> damages) throws Exception {
		List<String> wrong = new ArrayList<>();
		Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
		Copies.delete(root.resolve("shared"));
		Copies.of(history.primary(History.LAST), root.resolve("shared"));
		try (Node primary = new Nodes(executor, new FaultyDisk(), 4).primary("shared", root.resolve("shared"))) {
			Reopening reopening = new Reopening(history, root.resolve("reopened"), primary, executor, log);
			for (Damage damage : damages) {
				try {
					outcomes.merge(unlessItHangs(() -> reopening.judge(scene, damage)), 1, Integer::sum);
				}
				catch (Exception | AssertionError ex) {
					wrong.add(damage + ": " + ((ex instanceof AssertionError) ? ex.getMessage() : ex));
				}
			}
		}
		System.out.printf("Crash sweep of a %s: %d damages, %s%n", scene.name(), damages.size(), outcomes);
		assertThat(wrong).as(scene.name()).isEmpty();
		return outcomes;
	}

	private static <T> T unlessItHangs(Callable<T> task) throws Exception {
		Future<T> done = executor.submit(task);
		try {
			return done.get(SECONDS_BEFORE_IT_HANGS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw new AssertionError(ex.getCause().getMessage(), ex.getCause());
		}
		catch (TimeoutException ex) {
			done.cancel(true);
			throw new AssertionError("does not answer within " + SECONDS_BEFORE_IT_HANGS + " s", ex);
		}
	}

}
