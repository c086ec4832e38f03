package dev.frameline.write;

import java.sql.SQLException;

/** Says whether a node may write at all. */
@FunctionalInterface
public interface Gate {

	/** @throws SQLException if it may not; the message says why and what to do */
	void check() throws SQLException;

}
