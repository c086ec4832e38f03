package dev.frameline.simulation.workload;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.history.Outcome;
import dev.frameline.simulation.world.Dice;
import dev.frameline.simulation.world.Scheduler;

/**
 * Somebody who uses the data source of a machine, one transaction after the other, and is there again when the machine
 * is.
 */
public final class Client {

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private final Scheduler scheduler;

	private final String name;

	private final Machine machine;

	private final List<Workload> workloads;

	private final Record record;

	private final Dice dice;

	private final Habits habits;

	private int number;

	private boolean stopped;

	private int busy;

	/**
	 * How somebody is.
	 *
	 * @param writing how often he writes instead of reading, from 0 to 1
	 * @param longestPauseMillis between two transactions
	 */
	public record Habits(double writing, long longestPauseMillis) {

	}

	public Client(Scheduler scheduler, String name, Machine machine, List<Workload> workloads, Record record, Dice dice,
			Habits habits) {
		this.scheduler = scheduler;
		this.name = name;
		this.machine = machine;
		this.workloads = workloads;
		this.record = record;
		this.dice = dice;
		this.habits = habits;
	}

	public Machine machine() {
		return this.machine;
	}

	public String name() {
		return this.name;
	}

	/** Begins nothing more. */
	public void stop() {
		this.stopped = true;
	}

	/** Whether there is something that it has begun and not ended. */
	public boolean isBusy() {
		return this.busy > 0;
	}

	/** Uses a life of the machine for as long as it is ready. Runs on a fiber of that life. */
	public void use(Life life) throws InterruptedException {
		while (!this.stopped && this.machine.isReady()) {
			pause(life);
			if (!this.stopped && this.machine.isReady()) {
				this.busy++;
				try {
					act(life);
				}
				finally {
					this.busy--;
				}
			}
		}
	}

	private void pause(Life life) {
		try {
			life.waiting().pause(Duration.ofMillis(this.dice.below(this.habits.longestPauseMillis())));
		}
		catch (InterruptedException ex) {
			// Goes on earlier
		}
	}

	/** An interrupt that came meanwhile is over with what it interrupted. */
	private void act(Life life) {
		if (this.dice.oneIn(200)) {
			vacuum(life);
		}
		else if (this.dice.happens(this.habits.writing())) {
			write(life);
		}
		else {
			read(life);
		}
		Thread.interrupted();
	}

	/**
	 * Writes until it is acknowledged, and reads that.
	 * @return whether it was seen
	 */
	public boolean tryOut(Life life) {
		while (!write(life)) {
			pause(life);
		}
		return read(life);
	}

	// -- writing

	/** Answers whether it was acknowledged. */
	private boolean write(Life life) {
		String token = this.name + "." + ++this.number;
		Record.Begun begun = this.record.begin(this.name, this.machine, life);
		boolean[] committing = new boolean[1];
		Outcome outcome = Outcome.REFUSED;
		try {
			transact(life, token, begun, committing);
			outcome = Outcome.ACKNOWLEDGED;
			begun.bookmarked(token, life.node().position());
		}
		catch (SQLException ex) {
			outcome = "08007".equals(ex.getSQLState()) ? Outcome.UNKNOWN : Outcome.REFUSED;
			show(ex);
		}
		finally {
			if (life.process().isDead() && committing[0]) {
				outcome = Outcome.UNKNOWN;
			}
			begun.ended(token, outcome);
			tell(token + " " + outcome);
		}
		return outcome == Outcome.ACKNOWLEDGED;
	}

	private void transact(Life life, String token, Record.Begun begun, boolean[] committing) throws SQLException {
		try (Connection connection = life.dataSource().getConnection()) {
			Sql sql = new Sql(connection, life.waiting(), this.dice);
			if (this.workloads.isEmpty() || this.dice.oneIn(8)) {
				committing[0] = true;
				sql.run(Journal.APPEND, token);
				return;
			}
			connection.setAutoCommit(false);
			begun.effects = this.dice.pick(this.workloads).write(sql, token, begun.reads);
			sql.run(Journal.APPEND, token);
			committing[0] = true;
			connection.commit();
		}
	}

	/** Writes the whole database anew and changes no value; nobody asks whether it came to be. */
	private void vacuum(Life life) {
		try (Connection connection = life.dataSource().getConnection(); Statement statement = connection.createStatement()) {
			statement.execute("VACUUM");
			tell("vacuumed");
		}
		catch (SQLException ex) {
			tell("could not vacuum: " + ex.getSQLState());
			show(ex);
		}
	}

	// -- reading

	/** Answers whether it saw something. */
	private boolean read(Life life) {
		String bookmark = this.dice.oneIn(4) ? awaitBookmark(life) : "";
		Record.Begun begun = this.record.begin(this.name, this.machine, life);
		try (Connection connection = life.dataSource().getConnection()) {
			Sql sql = new Sql(connection, life.waiting(), this.dice);
			List<String> journal = this.dice.oneIn(4) ? sql.column(Journal.READ) : readAll(connection, sql, begun);
			begun.saw(journal, bookmark);
			tell("saw " + journal.size());
			return true;
		}
		catch (SQLException ex) {
			tell("could not read: " + ex.getSQLState());
			show(ex);
			return false;
		}
	}

	private List<String> readAll(Connection connection, Sql sql, Record.Begun begun) throws SQLException {
		connection.setReadOnly(true);
		connection.setAutoCommit(false);
		List<String> journal = sql.column(Journal.READ);
		for (Workload workload : this.workloads) {
			begun.reads.putAll(workload.read(sql));
		}
		connection.rollback();
		return journal;
	}

	/** The token of the transaction that this node has caught up with; empty if there is none. */
	private String awaitBookmark(Life life) {
		Record.Bookmark bookmark = this.record.bookmark();
		if (bookmark == null) {
			return "";
		}
		try {
			life.waiting().await(life.node().await(bookmark.position()), PATIENCE);
			return (this.record.bookmark() != null) ? bookmark.token() : "";
		}
		catch (TimeoutException | ExecutionException ex) {
			return "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	private void show(SQLException ex) {
		this.scheduler.trace().show(this.scheduler.now(), this.name, ex.getSQLState() + " " + ex.getMessage());
	}

	private void tell(String what) {
		this.scheduler.trace().tell(this.scheduler.now(), this.name, what);
	}

}
