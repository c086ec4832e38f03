package dev.frameline.signals;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several. One that throws, although it must not, is reported and keeps neither the others nor the node from
 * going on: what it would break otherwise is a commit that has succeeded.
 */
public final class Listeners implements Signals {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	private final String database;

	private final List<Signals> listeners;

	/** @param database the database's name, for what is reported */
	public Listeners(String database, List<Signals> listeners) {
		this.database = database;
		this.listeners = List.copyOf(listeners);
	}

	@Override
	public void routed(Target target) {
		tell((listener) -> listener.routed(target));
	}

	@Override
	public void wrote(WriteOutcome outcome, long nanos) {
		tell((listener) -> listener.wrote(outcome, nanos));
	}

	@Override
	public void synced(Operation operation, String outcome, long nanos) {
		tell((listener) -> listener.synced(operation, outcome, nanos));
	}

	@Override
	public void moved(Direction direction, long frames, long bytes) {
		tell((listener) -> listener.moved(direction, frames, bytes));
	}

	private void tell(Consumer<Signals> signal) {
		for (int i = 0; i < this.listeners.size(); i++) {
			try {
				signal.accept(this.listeners.get(i));
			}
			catch (RuntimeException ex) {
				logger.warn("Database '{}': {} threw while it was told what the node does", this.database,
						this.listeners.get(i), ex);
			}
		}
	}

}
