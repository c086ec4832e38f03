package dev.frameline.autoconfigure.observation;

import java.util.Locale;

import dev.frameline.Position;
import dev.frameline.signals.Signals.Operation;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** One pull or push while it is observed. */
public final class UpstreamContext extends Observation.Context {

	private final String database;

	private final Operation operation;

	private final Position position;

	private @Nullable String outcome;

	UpstreamContext(String database, Operation operation, Position position) {
		this.database = database;
		this.operation = operation;
		this.position = position;
	}

	/** The database's name. */
	public String getDatabase() {
		return this.database;
	}

	/** {@code pull} or {@code push}. */
	public String getOperation() {
		return this.operation.name().toLowerCase(Locale.ROOT);
	}

	/** What more was asked for after, or what a commit was appended to. */
	public Position getPosition() {
		return this.position;
	}

	/** What the primary answered, as {@code Pulled} and {@code Appended} show it; {@code null} if it did not. */
	public @Nullable String getOutcome() {
		return this.outcome;
	}

	void setOutcome(String outcome) {
		this.outcome = outcome;
	}

}
