package dev.frameline.simulation.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.frameline.Position;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.simulation.cluster.Life;
import dev.frameline.simulation.cluster.Machine;
import dev.frameline.simulation.history.Effect;
import dev.frameline.simulation.history.Observation;
import dev.frameline.simulation.history.Outcome;
import dev.frameline.simulation.history.Transaction;
import dev.frameline.simulation.world.Scheduler;
import org.jspecify.annotations.Nullable;

/** Keeps what clients did and saw, while they do it. */
public final class Record {

	private final Scheduler scheduler;

	private final Timelines timelines;

	private final List<Transaction> transactions = new ArrayList<>();

	private final List<Observation> observations = new ArrayList<>();

	private @Nullable Bookmark bookmark;

	/**
	 * Where a node stood right after a transaction.
	 *
	 * @param token the transaction's
	 */
	record Bookmark(String token, Position position) {

	}

	public Record(Scheduler scheduler, Timelines timelines) {
		this.scheduler = scheduler;
		this.timelines = timelines;
	}

	public List<Transaction> transactions() {
		return this.transactions;
	}

	public List<Observation> observations() {
		return this.observations;
	}

	/**
	 * The newest one; {@code null} if there is none, or if positions do not tell which history is meant: a bookmark says
	 * nothing to a node of another one.
	 */
	@Nullable Bookmark bookmark() {
		return this.timelines.areSeveral() ? null : this.bookmark;
	}

	/** Something begins on a machine. */
	Begun begin(String client, Machine machine, Life life) {
		return new Begun(client, machine, life);
	}

	/** Something that was begun and has not ended. */
	final class Begun {

		private final String client;

		private final Machine machine;

		private final Life life;

		private final String session;

		private final int timeline;

		private final long invoked;

		/** What it has read. */
		final TreeMap<String, String> reads = new TreeMap<>();

		/** What it does, as soon as that is known. */
		List<Effect> effects = List.of();

		private Begun(String client, Machine machine, Life life) {
			this.client = client;
			this.machine = machine;
			this.life = life;
			this.session = session();
			this.timeline = Record.this.timelines.of(machine);
			this.invoked = Record.this.scheduler.now();
		}

		/** A replica of another history may take another base, and then goes back once; its epoch tells when. */
		private String session() {
			String session = this.machine.name() + "/" + this.machine.session();
			return Record.this.timelines.areSeveral()
					? session + "/" + this.life.process().name() + "/" + this.life.node().epoch() : session;
		}

		private Set<Integer> timelines() {
			Set<Integer> both = new TreeSet<>(Set.of(this.timeline));
			both.add(Record.this.timelines.of(this.machine));
			return both;
		}

		/** A primary that has stopped to work says so, and may lack what its log has accepted. */
		private boolean isFresh() {
			return this.machine.isPrimary() && this.life.node().status().status() == Status.UP;
		}

		void ended(String token, Outcome outcome) {
			Record.this.transactions.add(new Transaction(token, this.client, this.session, timelines(), this.invoked,
					Record.this.scheduler.now(), outcome, this.reads, this.effects));
		}

		/** It was acknowledged, and the node stood there. */
		void bookmarked(String token, @Nullable Position position) {
			if (position != null) {
				Record.this.bookmark = new Bookmark(token, position);
			}
		}

		void saw(List<String> journal, String bookmark) {
			String session = session();
			String own = session.equals(this.session) ? session : this.session + " to " + session;
			Record.this.observations.add(new Observation(this.client, own, timelines(), isFresh(), this.invoked,
					Record.this.scheduler.now(), journal, this.reads, bookmark));
		}

	}

}
