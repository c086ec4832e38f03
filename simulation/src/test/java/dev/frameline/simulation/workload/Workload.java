package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

import dev.frameline.simulation.history.Effect;

/** One kind of transaction, and the values that it changes. */
public interface Workload {

	/** Statements that make its tables. */
	List<String> schema();

	/** The values after {@link #schema()}. */
	Map<String, String> initial();

	/**
	 * Runs the statements of one transaction.
	 * @param reads takes the values that it read before it wrote
	 * @param token of this transaction, which is in no other one
	 * @return what it did
	 */
	List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException;

	/** All its values as they are now. */
	Map<String, String> read(Sql sql) throws SQLException;

}
