package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

/**
 * The data source of an application. Reads go to local readers, writes through the write path; which is which, SQLite
 * says. A connection that is given out has borrowed nothing yet.
 */
public final class ReplicatedDataSource extends EngineDataSource {

	private final Backend backend;

	private final DataSource writerPool;

	private final DataSource readerPool;

	private final RoutingSettings settings;

	private final RouteMemory routes = new RouteMemory();

	private final AtomicLong counter = new AtomicLong();

	/**
	 * @param writerPool pools the connections of a {@link WriterDataSource}, one at a time
	 * @param readerPool pools those of a {@link ReaderDataSource}; its connections unwrap to them
	 */
	public ReplicatedDataSource(Backend backend, DataSource writerPool, DataSource readerPool,
			RoutingSettings settings) {
		this.backend = backend;
		this.writerPool = writerPool;
		this.readerPool = readerPool;
		this.settings = settings;
	}

	/**
	 * Answers at once if there is a database, without touching a pool, the file or the network.
	 * @throws java.sql.SQLTransientConnectionException if there is none within the connection timeout
	 */
	@Override
	public Connection getConnection() throws SQLException {
		this.backend.awaitReady(this.settings.connectionTimeout());
		long number = this.counter.incrementAndGet();
		return new LogicalConnection(this.backend, this.readerPool, this.settings, this.routes, () -> newWriting(number),
				number);
	}

	private Writing newWriting(long number) {
		return new Writing(this.backend, this.writerPool, this.settings,
				() -> Thread.currentThread().getName() + ", connection " + number);
	}

}
