package dev.frameline.jdbc;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the connections that the writer pool pools. They all stand for the node's one writer connection, which each
 * has only for the length of a transaction; closing one closes nothing else. A pool of one is enough.
 */
public final class WriterDataSource extends EngineDataSource {

	private final Backend backend;

	private final RoutingSettings settings;

	private final AtomicLong counter = new AtomicLong();

	public WriterDataSource(Backend backend) {
		this(backend, RoutingSettings.defaults());
	}

	public WriterDataSource(Backend backend, RoutingSettings settings) {
		this.backend = backend;
		this.settings = settings;
	}

	@Override
	public Connection getConnection() {
		long number = this.counter.incrementAndGet();
		return new WriterConnection(this.backend, new Writing(this.backend, null, this.settings,
				() -> Thread.currentThread().getName() + ", writer connection " + number));
	}

}
