package dev.frameline.jdbc;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.function.Supplier;

import javax.sql.DataSource;

import dev.frameline.write.Transaction;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/**
 * How a connection gets to the writer: into the lane first, which is fair and tells who holds it, and only then to the
 * writer pool, where the connection then is free.
 */
final class Writing {

	private final Backend backend;

	private final @Nullable DataSource pool;

	private final RoutingSettings settings;

	private final Supplier<String> holder;

	/**
	 * @param holder names the connection to others who wait for the writer
	 * @param pool {@code null} for a connection that is the pooled writer itself
	 */
	Writing(Backend backend, @Nullable DataSource pool, RoutingSettings settings, Supplier<String> holder) {
		this.backend = backend;
		this.pool = pool;
		this.settings = settings;
		this.holder = holder;
	}

	WriteWork open(Map<String, String> pragmas) throws SQLException {
		WritePath path = this.backend.writes();
		String holder = this.holder.get();
		Transaction transaction = path.begin(holder, pragmas);
		try {
			ReadWork.Lease lease = (this.pool != null) ? this.pool.getConnection()::close : () -> {
			};
			return new WriteWork(this.backend.name(), path, transaction, lease);
		}
		catch (SQLException ex) {
			transaction.rollback();
			throw new SQLTransientConnectionException("Database '" + this.backend.name() + "': '" + holder
					+ "' has its turn to write, but the writer pool does not give its connection. Somebody who uses"
					+ " the writer pool directly keeps it, perhaps while waiting for this very turn: "
					+ ex.getMessage(), "HYT00", ex);
		}
		catch (RuntimeException | Error ex) {
			transaction.rollback();
			throw ex;
		}
	}

	/**
	 * Runs a statement as a transaction of its own. When the log went on without it, it is run again on what came,
	 * until {@code write.timeout} is over: nobody has seen its result.
	 */
	Outcome runAlone(Execution execution, Map<String, String> pragmas) throws SQLException {
		long deadline = this.backend.time().nanos() + this.settings.writeTimeout().toNanos();
		while (true) {
			try {
				return open(pragmas).runAlone(execution);
			}
			catch (SQLException ex) {
				long left = deadline - this.backend.time().nanos();
				if (!Failures.isConflict(ex) || left <= 0 || !this.backend.writes().catchUp(left)) {
					throw ex;
				}
			}
		}
	}

	void vacuum(String sql) throws SQLException {
		this.backend.writes().runAlone(this.holder.get(), sql);
	}

}
