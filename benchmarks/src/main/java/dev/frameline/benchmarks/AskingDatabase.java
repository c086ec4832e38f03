package dev.frameline.benchmarks;

import java.nio.file.Path;
import java.sql.SQLException;

import javax.sql.DataSource;

/** Plain SQLite beside a replica that asks its primary: what a commit on a replica is made of, and no more. */
final class AskingDatabase implements Database {

	private final NodeDatabase replica;

	private final PlainDatabase plain;

	/** @param file the primary's; the plain one is beside it */
	AskingDatabase(Path file) {
		Path beside = file.resolveSibling("plain.db");
		try {
			Notes.write(beside);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		this.replica = NodeDatabase.replica(file);
		this.plain = new PlainDatabase(beside);
	}

	@Override
	public DataSource reads() {
		return this.plain.reads();
	}

	@Override
	public DataSource writes() {
		return this.plain.writes();
	}

	@Override
	public void request() {
		this.replica.request();
	}

	@Override
	public void close() {
		this.plain.close();
		this.replica.close();
	}

}
