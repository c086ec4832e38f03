package dev.frameline.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import dev.frameline.database.Guard;
import dev.frameline.database.Snapshots;
import dev.frameline.signals.Signals;
import dev.frameline.world.Tasks;
import dev.frameline.world.Time;
import dev.frameline.write.WritePath;

/** What routing needs of a node. */
public interface Backend {

	/** The database's name: messages begin with it. */
	String name();

	WritePath writes();

	/** The monotonic clock. */
	Time time();

	/** Threads that the node was given; they end statements whose time is over. */
	Tasks tasks();

	Guard guard();

	/** Is told where statements run. */
	default Signals signals() {
		return Signals.NONE;
	}

	/** Where readers enter the snapshots that they hold. Asked once by each reader. */
	default Snapshots snapshots() {
		return new Snapshots();
	}

	/**
	 * Opens a raw SQLite connection that is physically read-only. The caller closes it.
	 */
	Connection openReader() throws SQLException;

	/**
	 * Grows when the file was replaced under the open readers, which then still show the old one. A reader compares
	 * it before it begins, and opens anew if it has changed.
	 */
	int epoch();

	/**
	 * Waits until there is a database to read.
	 * @throws java.sql.SQLTransientConnectionException if there is none within {@code atMost}
	 */
	void awaitReady(Duration atMost) throws SQLException;

}
