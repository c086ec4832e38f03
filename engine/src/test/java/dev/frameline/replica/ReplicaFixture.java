package dev.frameline.replica;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.frameline.Position;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Ownership;
import dev.frameline.lease.NodeLease;
import dev.frameline.lease.Seat;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.write.LogSettlement;
import dev.frameline.write.LoggedWritePath;
import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;

/** A replica with its write path, over a {@link Wire} to a primary in this JVM. */
final class ReplicaFixture implements AutoCloseable {

	final Path path;

	final PrimaryFixture node;

	final Wire wire;

	final Replica replica;

	WritePath writes;

	ReplicaFixture(PrimaryFixture node, String name, int batchSize, boolean rebootstrap) throws Exception {
		this.node = node;
		this.path = Files.createDirectories(node.directory.resolve(name)).resolve("app.db");
		this.wire = new Wire(node.primary);
		this.replica = new Replica(new ReplicaSettings(PrimaryFixture.NAME, this.path, batchSize, rebootstrap),
				node.world, this.wire, this::open);
	}

	private Copy open() throws IOException, SQLException {
		LocalDatabase database = LocalDatabase.open(PrimaryFixture.NAME, this.path,
				Ownership.take(PrimaryFixture.NAME, this.path), this.node.world);
		LogSettlement settlement = new LogSettlement(database, this.replica.log(), this.node.world.tasks());
		Function<Position, CompletionStage<?>> catchUp = this.replica::catchUp;
		NodeLease lease = new NodeLease(Seat.of(database), this.replica.leases(), this.node.world);
		this.writes = new LoggedWritePath(database, this.replica.log(), lease, settlement, () -> {
			String refusal = this.replica.refusal();
			if (refusal != null) {
				throw new SQLException(refusal, "25006");
			}
		}, catchUp, this.node.world,
				new LoggedWritePath.Limits(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofSeconds(30), 8, 1 << 20, 1 << 30));
		return new Copy(database, settlement);
	}

	LocalDatabase database() {
		return this.replica.copy().database();
	}

	FollowState sync() throws Exception {
		return PrimaryFixture.await(this.replica.step(Duration.ZERO));
	}

	FollowState.Outcome outcome() throws Exception {
		return sync().lastSync().outcome();
	}

	String read(String sql) throws SQLException {
		return PrimaryFixture.read(database(), sql);
	}

	/** One transaction on the replica, through its log. */
	void write(String... sql) throws SQLException {
		Transaction transaction = this.writes.begin("test");
		try (Statement statement = this.writes.connection().createStatement()) {
			for (String each : sql) {
				statement.execute(each);
			}
		}
		transaction.commit();
	}

	@Override
	public void close() throws Exception {
		PrimaryFixture.await(this.replica.stop());
		if (this.replica.copy() != null) {
			database().close();
		}
	}

}
