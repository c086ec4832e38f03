package dev.frameline.actuator.metrics;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.frameline.signals.Signals;
import dev.frameline.signals.WriteOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times what a node does. What happens often finds its meter without asking the registry. */
public final class NodeMeters implements Signals {

	private final String database;

	private final MeterRegistry registry;

	private final Map<Target, Counter> routing = new EnumMap<>(Target.class);

	private final Map<Direction, Counter> frames = new EnumMap<>(Direction.class);

	private final Map<Direction, Counter> bytes = new EnumMap<>(Direction.class);

	private final Map<WriteOutcome, Timer> writes = new EnumMap<>(WriteOutcome.class);

	/** @param database the database's name, which every meter is tagged with */
	public NodeMeters(String database, MeterRegistry registry) {
		this.database = database;
		this.registry = registry;
		for (Target target : Target.values()) {
			this.routing.put(target, Counter.builder("frameline.routing")
				.description("Transactions, and statements outside one, by where they ran")
				.tags("database", database, "target", text(target))
				.register(registry));
		}
		for (Direction direction : Direction.values()) {
			this.frames.put(direction, moved("frameline.frames", "frames", "Frames that crossed the network", direction));
			this.bytes.put(direction, moved("frameline.bytes", "bytes", "Bytes of frames and bases that crossed the network",
					direction));
		}
		for (WriteOutcome outcome : WriteOutcome.values()) {
			this.writes.put(outcome, Timer.builder("frameline.writes")
				.description("Writes, from asking for the writer to their end")
				.tags("database", database, "outcome", outcome.text())
				.register(registry));
		}
	}

	private Counter moved(String name, String unit, String description, Direction direction) {
		return Counter.builder(name)
			.description(description)
			.baseUnit(unit)
			.tags("database", this.database, "direction", text(direction))
			.register(this.registry);
	}

	@Override
	public void routed(Target target) {
		this.routing.get(target).increment();
	}

	@Override
	public void wrote(WriteOutcome outcome, long nanos) {
		this.writes.get(outcome).record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void synced(Operation operation, String outcome, long nanos) {
		Timer.builder("frameline.sync")
			.description("Pulls, fetched bases and pushes, without the time for which the primary held them")
			.tags("database", this.database, "operation", text(operation), "outcome", outcome)
			.register(this.registry)
			.record(nanos, TimeUnit.NANOSECONDS);
	}

	@Override
	public void moved(Direction direction, long frames, long bytes) {
		this.frames.get(direction).increment(frames);
		this.bytes.get(direction).increment(bytes);
	}

	private static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

}
