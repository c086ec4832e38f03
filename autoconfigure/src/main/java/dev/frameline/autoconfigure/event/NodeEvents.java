package dev.frameline.autoconfigure.event;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncService;
import dev.frameline.node.Node;
import dev.frameline.node.NodeStatus;
import dev.frameline.node.NodeStatus.Status;
import dev.frameline.signals.Signals;
import dev.frameline.signals.WriteOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what has changed since it looked last. The node's signals only say that it is worth looking: they are told
 * inside the engine, possibly with the writer lane held, where nobody may be called who takes his time.
 */
public final class NodeEvents implements Signals, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(NodeEvents.class);

	private final String database;

	private final Supplier<Node> node;

	private final Consumer<NodeEvent> publisher;

	private final AtomicBoolean due = new AtomicBoolean();

	private volatile @Nullable ExecutorService thread;

	/** Of the events' thread alone, as what follows. */
	private @Nullable NodeStatus seen;

	private int seenEpoch;

	private boolean ready;

	/**
	 * @param database the database's name
	 * @param node may be asked for once the context starts
	 */
	public NodeEvents(String database, Supplier<Node> node, Consumer<NodeEvent> publisher) {
		this.database = database;
		this.node = node;
		this.publisher = publisher;
	}

	@Override
	public void wrote(WriteOutcome outcome, long nanos) {
		look();
	}

	@Override
	public void synced(Operation operation, String outcome, long nanos) {
		look();
	}

	@Override
	public void moved(Direction direction, long frames, long bytes) {
		if (direction == Direction.RECEIVED) {
			look();
		}
	}

	private void look() {
		ExecutorService thread = this.thread;
		if (thread != null && this.due.compareAndSet(false, true)) {
			try {
				thread.execute(this::publishChanges);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Database '{}': its context closes, nobody is told any more", this.database, ex);
			}
		}
	}

	private void publishChanges() {
		this.due.set(false);
		Node node = this.node.get();
		int epoch = node.epoch();
		NodeStatus now = node.status();
		NodeStatus before = this.seen;
		boolean replaced = epoch != this.seenEpoch;
		this.seen = now;
		this.seenEpoch = epoch;
		if (!this.ready && now.status() != Status.DOWN) {
			this.ready = true;
			publish(new NodeReady(this.database, now.role(), now.position()));
		}
		if (before != null) {
			publishMove(before.position(), now.position(), replaced);
		}
		publishTrouble(before, now);
	}

	private void publishMove(@Nullable Position from, @Nullable Position to, boolean replaced) {
		if (from == null || to == null) {
			return;
		}
		if (replaced || from.generation() != to.generation()) {
			publish(new GenerationChanged(this.database, from, to));
		}
		else if (to.isAfter(from)) {
			publish(new NodeAdvanced(this.database, from, to));
		}
	}

	private void publishTrouble(@Nullable NodeStatus before, NodeStatus now) {
		String error = now.lastError();
		boolean known = before != null && isTrouble(before) && before.status() == now.status();
		if (error == null || !isTrouble(now) || known) {
			return;
		}
		publish((now.status() == Status.DIVERGED) ? new NodeDiverged(this.database, error)
				: new NodeFailed(this.database, now.status(), error));
	}

	/** A node that is UP can have an error that is over before anybody reads of it: a commit on its way. */
	private static boolean isTrouble(NodeStatus status) {
		return status.lastError() != null && status.status().compareTo(Status.OFFLINE) <= 0;
	}

	private void publish(NodeEvent event) {
		try {
			this.publisher.accept(event);
		}
		catch (RuntimeException ex) {
			logger.warn("Database '{}': a listener failed at {}", this.database, event, ex);
		}
	}

	@Override
	public synchronized void start() {
		if (this.thread == null) {
			this.thread = Executors.newSingleThreadExecutor((task) -> {
				Thread thread = new Thread(task, "frameline-" + this.database + "-events");
				thread.setDaemon(true);
				return thread;
			});
			look();
		}
	}

	@Override
	public synchronized void stop() {
		ExecutorService thread = this.thread;
		if (thread != null) {
			this.thread = null;
			this.due.set(false);
			thread.shutdown();
		}
	}

	@Override
	public boolean isRunning() {
		return this.thread != null;
	}

	/** Before following begins, so that its first step is not missed. */
	@Override
	public int getPhase() {
		return SyncService.PHASE - 1;
	}

}
