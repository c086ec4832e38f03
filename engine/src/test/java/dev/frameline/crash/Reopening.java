package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.FramelineException;
import dev.frameline.crash.Damage.Cause;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.node.Node;
import dev.frameline.node.Role;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/** Opens a copy of a scene to which damage was done, and judges what the node makes of it. */
final class Reopening {

	static final String NAME = "swept";

	private static final Duration AT_MOST = Duration.ofSeconds(20);

	private static final String WRITE = "UPDATE note SET text = 'after' || substr(text, 6) WHERE id = 7";

	private final History history;

	private final Path directory;

	private final Node primary;

	private final Nodes nodes;

	private final LogLines log;

	/**
	 * @param directory is emptied before each use
	 * @param primary that replicas reach after they have been looked at
	 */
	Reopening(History history, Path directory, Node primary, ScheduledExecutorService executor, LogLines log) {
		this.history = history;
		this.directory = directory;
		this.primary = primary;
		this.nodes = new Nodes(executor, new FaultyDisk(), 3);
		this.log = log;
	}

	/** What the node did. */
	enum Outcome {

		/** It shows the state after the last commit. */
		AFTER_LAST,

		/** It shows an earlier one. */
		EARLIER,

		REFUSED

	}

	/** @throws AssertionError that says what the node should not have done */
	Outcome judge(Scene scene, Damage damage) throws Exception {
		Copies.delete(this.directory);
		Copies.of(scene.directory(), this.directory);
		damage.action().on(this.directory);
		this.log.clear();
		Map<String, byte[]> before = Copies.content(this.directory);
		SwitchedUpstream upstream = new SwitchedUpstream(this.primary::served);
		Node node;
		try {
			node = (scene.role() == Role.PRIMARY) ? this.nodes.primary(NAME, this.directory)
					: this.nodes.replica(NAME, this.directory, upstream);
		}
		catch (FramelineException ex) {
			new Refusal(this.directory, damage, ex).judge(before, this.log);
			return Outcome.REFUSED;
		}
		Outcome outcome = accepted(scene, damage, node, upstream);
		if (scene.role() == Role.PRIMARY) {
			long difference = Files.mismatch(Nodes.database(this.directory), Nodes.database(beside("fresh")));
			require(difference < 0, "a fresh replica differs from the primary at byte " + difference);
		}
		return outcome;
	}

	private Outcome accepted(Scene scene, Damage damage, Node node, SwitchedUpstream upstream) throws Exception {
		try (node) {
			Outcome outcome = shown(scene, damage, node);
			if (scene.role() == Role.REPLICA) {
				goOnAsReplica(node, upstream);
				return outcome;
			}
			goOnAsPrimary(node);
			if (damage.files().stream().anyMatch((file) -> file.startsWith("app.db-log/1"))) {
				requireThatAnOldReplicaFollowsOrSaysWhyNot(node);
			}
			return outcome;
		}
	}

	private Outcome shown(Scene scene, Damage damage, Node node) throws SQLException {
		String rows = Rows.of(node);
		int commit = this.history.commitThatShows(rows);
		require(Rows.integrity(node).equals("ok"), "is not sound: " + Rows.integrity(node));
		require(commit >= 0, "shows what was never committed: " + rows);
		if (commit == History.LAST) {
			return Outcome.AFTER_LAST;
		}
		String shown = "shows the state after commit " + commit;
		require(damage.cause().isCrash(), shown);
		if (scene.acknowledged() || commit < History.LAST - 1) {
			require(scene.role() == Role.REPLICA, shown + ", and has lost what it acknowledged");
			require(damage.cause() == Cause.POWER_CUT || this.log.warns("earlier"), shown + " in silence");
		}
		return Outcome.EARLIER;
	}

	// -- a primary

	private void goOnAsPrimary(Node node) throws Exception {
		Rows.commit(node, WRITE);
		String rows = Rows.of(node);
		require(rows.contains("7:after"), "does not show its commit: " + rows);
		Copies.delete(beside("fresh"));
		try (Node replica = this.nodes.freshReplica("fresh", beside("fresh"), node)) {
			// A base that has changed is built anew meanwhile
			awaitSync(replica);
			require(rows.equals(Rows.of(replica)), "a fresh replica shows " + Rows.of(replica) + ", the primary " + rows);
			require(Rows.integrity(replica).equals("ok"), "a fresh replica is not sound: " + Rows.integrity(replica));
		}
	}

	private static void awaitSync(Node replica) {
		if (sync(replica) == null) {
			return;
		}
		try {
			await().atMost(AT_MOST).until(() -> sync(replica) == null);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("is of no use to a fresh replica: " + sync(replica), ex);
		}
	}

	private static @Nullable String sync(Node replica) {
		return replica.sync(Duration.ZERO).toCompletableFuture().join().lastError();
	}

	/** One that is still in generation 1, whose frames are read by nobody else. */
	private void requireThatAnOldReplicaFollowsOrSaysWhyNot(Node node) throws Exception {
		Copies.delete(beside("old"));
		Copies.of(this.history.replica(2), beside("old"));
		try (Node replica = this.nodes.replica("old", beside("old"), node)) {
			String error = sync(replica);
			String rows = Rows.of(replica);
			require((error == null) ? rows.equals(Rows.of(node)) : this.history.commitThatShows(rows) == 2,
					"an old replica shows " + rows + " and says " + error);
		}
	}

	private Path beside(String name) {
		return this.directory.resolveSibling(name);
	}

	// -- a replica

	private void goOnAsReplica(Node node, SwitchedUpstream upstream) throws Exception {
		upstream.connect();
		String error = sync(node);
		require(error == null, "cannot follow: " + error);
		require(Rows.of(node).equals(Rows.of(this.primary)),
				"shows " + Rows.of(node) + " after it followed to " + Rows.of(this.primary));
		Rows.commit(node, WRITE);
		require(Rows.of(node).contains("7:after"), "does not show its commit: " + Rows.of(node));
		require(Rows.of(node).equals(Rows.of(this.primary)), "does not share its commit");
		require(Rows.integrity(node).equals("ok"), "is not sound after it followed: " + Rows.integrity(node));
	}

	static void require(boolean condition, String what) {
		if (!condition) {
			throw new AssertionError(what);
		}
	}

}
