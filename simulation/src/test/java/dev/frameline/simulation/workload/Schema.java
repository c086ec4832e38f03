package dev.frameline.simulation.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.sql.DataSource;

/** What is there before the first client comes. */
public final class Schema {

	private Schema() {
	}

	/** Makes the journal and the tables of all workloads, in one transaction. */
	public static void make(DataSource dataSource, List<Workload> workloads) throws SQLException {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute(Journal.CREATE);
			for (Workload workload : workloads) {
				for (String sql : workload.schema()) {
					statement.execute(sql);
				}
			}
			connection.commit();
		}
	}

	/** The values in them. */
	public static Map<String, String> values(List<Workload> workloads) {
		Map<String, String> values = new TreeMap<>();
		workloads.forEach((workload) -> values.putAll(workload.initial()));
		return values;
	}

}
