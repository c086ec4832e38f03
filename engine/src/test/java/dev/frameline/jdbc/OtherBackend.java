package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import dev.frameline.database.Guard;
import dev.frameline.database.Snapshots;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.write.WritePath;

/** A standalone node with another guard or write path in front of its own. */
record OtherBackend(Backend backend, Guard guard, WritePath writes) implements Backend {

	@Override
	public String name() {
		return this.backend.name();
	}

	@Override
	public Time time() {
		return this.backend.time();
	}

	@Override
	public Tasks tasks() {
		return this.backend.tasks();
	}

	@Override
	public Snapshots snapshots() {
		return this.backend.snapshots();
	}

	@Override
	public Connection openReader() throws SQLException {
		return this.backend.openReader();
	}

	@Override
	public int epoch() {
		return this.backend.epoch();
	}

	@Override
	public void awaitReady(Duration atMost) throws SQLException {
		this.backend.awaitReady(atMost);
	}

	ReplicatedDataSource dataSource() throws SQLException {
		return dataSource(RoutingSettings.defaults());
	}

	ReplicatedDataSource dataSource(RoutingSettings settings) throws SQLException {
		return new ReplicatedDataSource(this, new SmallPool(new WriterDataSource(this, settings), 1,
				Duration.ofSeconds(1)), new SmallPool(new ReaderDataSource(this), 4, Duration.ofSeconds(1)), settings);
	}

}
