package dev.frameline.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import dev.frameline.database.Guard;
import dev.frameline.database.Lane;
import dev.frameline.database.PlainDatabase;
import dev.frameline.database.Snapshots;
import dev.frameline.database.WalLimits;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.world.World;
import dev.frameline.write.LocalWritePath;
import dev.frameline.write.WritePath;

/** A standalone node over a real file in WAL mode: what routing runs on when there is no log. */
final class StandaloneBackend implements Backend, AutoCloseable {

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);

	private final Snapshots snapshots = new Snapshots();

	private final PlainDatabase database;

	private final WritePath path;

	private final Set<Connection> readers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger opened = new AtomicInteger();

	private volatile int epoch;

	private volatile boolean ready = true;

	StandaloneBackend(Path file, Duration acquireTimeout, Duration maxDuration) throws SQLException {
		this(file, acquireTimeout, maxDuration, WalLimits.defaults());
	}

	StandaloneBackend(Path file, Duration acquireTimeout, Duration maxDuration, WalLimits limits) throws SQLException {
		World world = World.system(this.executor);
		this.database = PlainDatabase.open("test", file, world, limits, this.snapshots);
		this.path = new LocalWritePath(this.database, world, acquireTimeout, maxDuration);
		try (Statement statement = this.database.writer().createStatement()) {
			statement.executeUpdate("CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, text TEXT UNIQUE)");
		}
	}

	StandaloneBackend(Path file) throws SQLException {
		this(file, Duration.ofSeconds(5), Duration.ofSeconds(20));
	}

	Lane lane() {
		return this.database.lane();
	}

	int readersOpened() {
		return this.opened.get();
	}

	void notReady() {
		this.ready = false;
	}

	void replaced() {
		this.epoch++;
	}

	@Override
	public String name() {
		return "test";
	}

	@Override
	public WritePath writes() {
		return this.path;
	}

	@Override
	public Time time() {
		return Time.system();
	}

	@Override
	public Tasks tasks() {
		return Tasks.on(this.executor);
	}

	@Override
	public Guard guard() {
		return this.database.guard();
	}

	@Override
	public Snapshots snapshots() {
		return this.snapshots;
	}

	@Override
	public Connection openReader() throws SQLException {
		Connection reader = this.database.openReader();
		this.readers.add(reader);
		this.opened.incrementAndGet();
		return reader;
	}

	@Override
	public int epoch() {
		return this.epoch;
	}

	@Override
	public void awaitReady(Duration atMost) throws SQLException {
		if (!this.ready) {
			throw new SQLTransientConnectionException("Not ready after " + atMost.toSeconds() + " s");
		}
	}

	@Override
	public void close() throws SQLException {
		for (Connection reader : this.readers) {
			reader.close();
		}
		this.database.close();
		this.executor.shutdownNow();
	}

}
