package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;

import dev.frameline.CommitId;
import dev.frameline.log.disk.FaultyDisk;
import dev.frameline.node.Node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A short history of a primary and of a replica that follows it, with copies of both directories after each commit.
 *
 * <pre>
 * 1  the primary makes a table and some pages
 * 2  the replica writes
 *    both are closed and opened again: what they have is in app.db, and a WAL with another salt begins
 * 3  the primary writes
 *    a commit is refused for ever, the log rolls, and the base of generation 2 is built
 * 4  the primary writes, and the database grows
 * 5  the replica writes
 * 6  the primary writes to two pages
 * </pre>
 */
final class History {

	/** Commits. */
	static final int LAST = 6;

	private final Path root;

	private final Nodes primaries;

	private final Nodes replicas;

	private final FaultyDisk primaryDisk = new FaultyDisk();

	private final FaultyDisk replicaDisk = new FaultyDisk();

	private final List<String> rows = new ArrayList<>(List.of(""));

	private final List<Moment> primaryMoments = new ArrayList<>();

	private final List<Moment> replicaMoments = new ArrayList<>();

	/**
	 * Right before the node's own disk does something within the last commit.
	 *
	 * @param name what it is about to do
	 * @param written the directory as a killed process leaves it
	 * @param forced of the files that the engine writes, what a power cut is sure to leave
	 */
	record Moment(String name, Path written, Path forced) {

	}

	private History(Path root, ScheduledExecutorService executor) {
		this.root = root;
		this.primaries = new Nodes(executor, this.primaryDisk, 1);
		this.replicas = new Nodes(executor, this.replicaDisk, 2);
	}

	/** @param root an empty directory, in which everything stays */
	static History make(Path root, ScheduledExecutorService executor) throws Exception {
		History history = new History(root, executor);
		history.begin();
		history.goOn();
		return history;
	}

	/** The primary's directory as it was after a commit, with everything open. */
	Path primary(int commit) {
		return this.root.resolve("copies/" + commit + "/primary");
	}

	/** The replica's. */
	Path replica(int commit) {
		return this.root.resolve("copies/" + commit + "/replica");
	}

	/** The primary's directory after the last commit, closed in good order. */
	Path closedPrimary() {
		return this.root.resolve("primary");
	}

	Path closedReplica() {
		return this.root.resolve("replica");
	}

	List<Moment> primaryMoments() {
		return this.primaryMoments;
	}

	List<Moment> replicaMoments() {
		return this.replicaMoments;
	}

	/** After which commit a node shows these rows; -1 if that was never so. */
	int commitThatShows(String rows) {
		return this.rows.lastIndexOf(rows);
	}

	private void begin() throws Exception {
		try (Node primary = openPrimary(); Node replica = openReplica(primary)) {
			Rows.commit(primary, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
					"CREATE INDEX note_begin ON note (substr(text, 1, 8))", insert(1, 12, "first"));
			committed(primary, replica);
			Rows.commit(replica, insert(13, 14, "second"));
			committed(primary, replica);
		}
	}

	private void goOn() throws Exception {
		try (Node primary = openPrimary(); Node replica = openReplica(primary)) {
			Rows.commit(primary, update(2, "third"));
			committed(primary, replica);
			roll(primary);
			sync(replica);
			Rows.commit(primary, insert(15, 24, "fourth"));
			committed(primary, replica);
			Rows.commit(replica, update(14, "fifth"));
			committed(primary, replica);
			watch(this.primaryDisk, closedPrimary(), this.primaryMoments);
			Rows.commit(primary, update(1, "sixth"), update(24, "sixth"));
			this.primaryDisk.heal();
			watch(this.replicaDisk, closedReplica(), this.replicaMoments);
			sync(replica);
			this.replicaDisk.heal();
			committed(primary, replica);
		}
		assertThat(this.rows).hasSize(LAST + 1).doesNotHaveDuplicates();
	}

	private Node openPrimary() {
		return this.primaries.primary("primary", closedPrimary());
	}

	private Node openReplica(Node primary) {
		return this.replicas.replica("replica", closedReplica(), primary);
	}

	private static String insert(int from, int to, String text) {
		return "WITH RECURSIVE n(i) AS (SELECT " + from + " UNION ALL SELECT i + 1 FROM n WHERE i < " + to
				+ ") INSERT INTO note SELECT i, '" + text + " ' || i || hex(zeroblob(400)) FROM n";
	}

	private static String update(int id, String text) {
		return "UPDATE note SET text = '" + text + "' || substr(text, 6) WHERE id = " + id;
	}

	private void committed(Node primary, Node replica) throws IOException, SQLException {
		sync(replica);
		this.rows.add(Rows.of(primary));
		int commit = this.rows.size() - 1;
		assertThat(Rows.of(replica)).isEqualTo(this.rows.get(commit));
		Copies.whileOpen(closedPrimary(), primary(commit));
		Copies.whileOpen(closedReplica(), replica(commit));
	}

	private static void sync(Node replica) {
		assertThat(replica.sync(Duration.ZERO).toCompletableFuture().join().lastError()).isNull();
	}

	private static void roll(Node primary) {
		primary.served().resolve(null, new CommitId(new UUID(5, 5), 1)).toCompletableFuture().join();
		assertThat(primary.roll().toCompletableFuture().join()).isEqualTo(2);
		await().until(() -> primary.served().info().toCompletableFuture().join().generation() == 2);
	}

	private static void watch(FaultyDisk disk, Path directory, List<Moment> moments) {
		Path root = directory.resolveSibling("moments-of-" + directory.getFileName());
		disk.failWith((operation) -> {
			int number = moments.size() + 1;
			Moment moment = new Moment("moment " + number + ", before '" + operation + "'",
					root.resolve(number + "-written"), root.resolve(number + "-forced"));
			moments.add(moment);
			Copies.whileOpen(directory, moment.written());
			Files.createDirectories(moment.forced());
			disk.powerCut(directory, moment.forced(), Set.of());
		});
	}

}
