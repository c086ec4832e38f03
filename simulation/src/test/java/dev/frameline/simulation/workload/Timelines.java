package dev.frameline.simulation.workload;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.cluster.StoredLog;
import dev.frameline.simulation.history.Timeline;
import dev.frameline.simulation.world.SimulationException;

/** Which order of commits each primary writes; a new one begins when its log is set back. */
public final class Timelines {

	private final Path scratch;

	private final UnaryOperator<Machine> primaryOf;

	private final Map<Machine, Integer> current = new LinkedHashMap<>();

	private final List<Timeline> ended = new ArrayList<>();

	private int count;

	/**
	 * @param scratch a file that may be made and replaced
	 * @param primaryOf whom a machine follows
	 */
	public Timelines(Path scratch, UnaryOperator<Machine> primaryOf) {
		this.scratch = scratch;
		this.primaryOf = primaryOf;
	}

	/** A primary begins to write one. */
	public void begin(Machine primary) {
		this.current.put(primary, this.count++);
	}

	/** Which one a machine follows just now. */
	public int of(Machine machine) {
		return this.current.get(this.primaryOf.apply(machine));
	}

	/** Whether there is more than one, so that nodes may differ for ever. */
	public boolean areSeveral() {
		return this.count > 1;
	}

	/** A primary's log is about to lose something: what it holds now is the end of one timeline. */
	public void fork(Machine primary) {
		end(primary);
		begin(primary);
	}

	/** A primary writes no more: what its log holds now is the end. */
	public void end(Machine primary) {
		try {
			StoredLog.restore(primary.remains().log(), this.scratch);
			this.ended.add(new Timeline(this.current.get(primary), Journal.read(this.scratch)));
		}
		catch (IOException | SQLException ex) {
			throw new SimulationException("the log of " + primary.name() + " cannot be read with SQLite alone", ex);
		}
	}

	/** Those that have ended. */
	public List<Timeline> ended() {
		return this.ended;
	}

}
