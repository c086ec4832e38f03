package dev.frameline.actuator.metrics;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus.Snapshot;
import dev.frameline.world.Tasks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * {@link MeterBinder} for the age of the oldest snapshot that a reader holds. Who holds it is a tag, so that the gauge is
 * another one whenever somebody else does; it is looked at every second.
 *
 * <p>There is one gauge at a time, and a holder has a name only once it has held its snapshot for a second: whoever
 * reads for a moment is not worth a time series. Thread names may be counted up without end; after a hundred different
 * ones a holder is {@value #OTHER}. {@code /actuator/sync} and the log name everyone.
 */
public final class SnapshotGauge implements MeterBinder, AutoCloseable {

	static final String NOBODY = "none";

	static final String OTHER = "other";

	private static final String NAME = "frameline.snapshot.age";

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final int MAX_HOLDERS = 100;

	private final String database;

	private final Supplier<@Nullable Snapshot> oldest;

	private final Tasks tasks;

	private final List<MultiGauge> gauges = new CopyOnWriteArrayList<>();

	private final Set<String> holders = new HashSet<>();

	private String shown = NOBODY;

	private @Nullable Runnable cancel;

	private boolean closed;

	public SnapshotGauge(Node node) {
		this(node.name(), node::oldestSnapshot, node.tasks());
	}

	SnapshotGauge(String database, Supplier<@Nullable Snapshot> oldest, Tasks tasks) {
		this.database = database;
		this.oldest = oldest;
		this.tasks = tasks;
	}

	@Override
	public synchronized void bindTo(MeterRegistry registry) {
		MultiGauge gauge = MultiGauge.builder(NAME)
			.description("For how long a reader has held the oldest snapshot that is held now")
			.baseUnit("seconds")
			.tag("database", this.database)
			.register(registry);
		this.gauges.add(gauge);
		show(gauge);
		if (this.cancel == null) {
			schedule();
		}
	}

	private synchronized void schedule() {
		if (this.closed) {
			return;
		}
		try {
			this.cancel = this.tasks.after(PERIOD, () -> {
				look();
				schedule();
			});
		}
		catch (RejectedExecutionException ex) {
			// The node's threads are gone, and the node with them
			this.closed = true;
		}
	}

	private synchronized void look() {
		String holder = holder();
		if (!holder.equals(this.shown)) {
			this.shown = holder;
			this.gauges.forEach(this::show);
		}
	}

	private String holder() {
		Snapshot oldest = this.oldest.get();
		if (oldest == null || oldest.seconds() < PERIOD.toSeconds()) {
			return NOBODY;
		}
		if (this.holders.size() < MAX_HOLDERS) {
			this.holders.add(oldest.thread());
		}
		return this.holders.contains(oldest.thread()) ? oldest.thread() : OTHER;
	}

	private void show(MultiGauge gauge) {
		String holder = this.shown;
		gauge.register(List.of(MultiGauge.Row.of(Tags.of("holder", holder), this.oldest, (oldest) -> age(oldest, holder))),
				true);
	}

	/** What somebody else holds is not this holder's. */
	private static double age(Supplier<@Nullable Snapshot> held, String holder) {
		Snapshot oldest = held.get();
		boolean named = !holder.equals(NOBODY) && !holder.equals(OTHER);
		return (oldest == null || named && !holder.equals(oldest.thread())) ? 0 : oldest.seconds();
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.cancel != null) {
			this.cancel.run();
		}
	}

}
