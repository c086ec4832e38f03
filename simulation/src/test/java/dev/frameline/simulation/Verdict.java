package dev.frameline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.frameline.simulation.cluster.Cluster;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.cluster.StoredLog;
import dev.frameline.simulation.history.Anomaly;
import dev.frameline.simulation.history.Checker;
import dev.frameline.simulation.history.History;
import dev.frameline.simulation.history.Timeline;
import dev.frameline.simulation.workload.Record;
import dev.frameline.simulation.workload.Schema;
import dev.frameline.simulation.workload.Timelines;
import dev.frameline.simulation.workload.Workload;
import dev.frameline.simulation.world.SimulationException;

/** Everything that is checked when all nodes are closed: their files, the log's, and what clients did and saw. */
final class Verdict {

	private final Path scratch;

	private final Cluster cluster;

	private final Timelines timelines;

	private final List<Workload> workloads;

	private final Record record;

	Verdict(Path scratch, Cluster cluster, Timelines timelines, List<Workload> workloads, Record record) {
		this.scratch = scratch;
		this.cluster = cluster;
		this.timelines = timelines;
		this.workloads = workloads;
		this.record = record;
	}

	/** @return how many commits there are */
	int give(Machine primary) {
		try {
			StoredLog.restore(primary.remains().log(), this.scratch);
			requireSound("the log", this.scratch);
			for (Machine machine : this.cluster.replicas()) {
				requireSame(machine);
			}
			requireSame(primary);
			requireBases(primary.remains().log());
			return checkHistory();
		}
		catch (IOException | SQLException ex) {
			throw new SimulationException("the files cannot be read any more", ex);
		}
	}

	private void requireSame(Machine machine) throws IOException, SQLException {
		Path database = machine.remains().database();
		StoredLog.empty(database);
		requireSound(machine.name(), database);
		long difference = Files.mismatch(database, this.scratch);
		if (difference >= 0) {
			throw new SimulationException("page " + (difference / 4096 + 1) + " of " + machine.name()
					+ " is not what the log says");
		}
	}

	private static void requireSound(String whose, Path database) throws SQLException {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
			String found = rows.getString(1);
			if (!found.equals("ok")) {
				throw new SimulationException("PRAGMA integrity_check of " + whose + ": " + found);
			}
		}
	}

	/** The base of a generation is the one before with all of its frames, byte for byte. */
	private void requireBases(Path log) throws IOException, SQLException {
		List<Path> generations = StoredLog.generations(log);
		Path built = this.scratch.resolveSibling("base.db");
		for (int i = 1; i < generations.size(); i++) {
			if (StoredLog.hasBase(generations.get(i - 1)) && StoredLog.hasBase(generations.get(i))) {
				Files.copy(generations.get(i - 1).resolve("base.db"), built,
						java.nio.file.StandardCopyOption.REPLACE_EXISTING);
				StoredLog.addFrames(generations.get(i - 1), built);
				if (Files.mismatch(built, generations.get(i).resolve("base.db")) >= 0) {
					throw new SimulationException("the base of generation " + generations.get(i).getFileName()
							+ " is not the one before with all of its frames");
				}
			}
		}
	}

	private int checkHistory() {
		List<Timeline> timelines = new ArrayList<>(this.timelines.ended());
		timelines.sort(Comparator.comparingInt(Timeline::number));
		List<Anomaly> anomalies = Checker.check(new History(Schema.values(this.workloads), this.record.transactions(),
				this.record.observations(), timelines));
		if (!anomalies.isEmpty()) {
			throw new SimulationException(anomalies.size() + " times something that cannot have happened on one"
					+ " database. " + anomalies.get(0));
		}
		return this.timelines.ended().get(this.timelines.ended().size() - 1).tokens().size();
	}

}
