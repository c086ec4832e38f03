package dev.frameline.actuator.metrics;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import dev.frameline.Position;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus.Lag;
import dev.frameline.node.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link MeterBinder} for how a node stands. A gauge that a role has no use for is not registered; one that has no value
 * now is not a number.
 */
public final class NodeGauges implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(NodeGauges.class);

	private final Node node;

	public NodeGauges(Node node) {
		this.node = node;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.node.role() == Role.REPLICA) {
			gauge(registry, "frameline.lag.frames", "frames", "Frames that this replica lacks",
					(node) -> lag(node, Lag::frames));
			seconds(registry, "frameline.lag.time", "Age of the oldest commit that this replica lacks",
					(node) -> lag(node, Lag::seconds));
		}
		if (this.node.role() != Role.STANDALONE) {
			gauge(registry, "frameline.position.frame", null, "Newest accepted frame of the generation",
					(node) -> position(node, Position::frame));
			gauge(registry, "frameline.position.generation", null, "Generation of the log",
					(node) -> position(node, Position::generation));
		}
		gauge(registry, "frameline.writes.waiting", null, "Those who wait for the writer", Node::waitingForLane);
		gauge(registry, "frameline.wal.size", "bytes", "Size of the local write-ahead log", NodeGauges::walSize);
	}

	private void gauge(MeterRegistry registry, String name, @Nullable String unit,
			String description, ToDoubleFunction<Node> value) {
		Gauge.builder(name, this.node, value)
			.description(description)
			.baseUnit(unit)
			.tag("database", this.node.name())
			.register(registry);
	}

	private void seconds(MeterRegistry registry, String name, String description, ToDoubleFunction<Node> value) {
		TimeGauge.builder(name, this.node, TimeUnit.SECONDS, value)
			.description(description)
			.tag("database", this.node.name())
			.register(registry);
	}

	private static double lag(Node node, ToDoubleFunction<Lag> value) {
		Lag lag = node.status().lag();
		return (lag != null) ? value.applyAsDouble(lag) : Double.NaN;
	}

	private static double position(Node node, ToDoubleFunction<Position> value) {
		Position position = node.position();
		return (position != null) ? value.applyAsDouble(position) : Double.NaN;
	}

	private static double walSize(Node node) {
		try {
			return node.walSize();
		}
		catch (IOException ex) {
			logger.debug("Database '{}': the size of its WAL could not be told", node.name(), ex);
			return Double.NaN;
		}
	}

}
