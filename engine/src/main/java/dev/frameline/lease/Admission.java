package dev.frameline.lease;

import dev.frameline.Fence;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

/**
 * A writer's right to be the one that is let in, until it is closed. Closing it again does nothing. With it goes the
 * lease, unless the log grants none.
 */
public final class Admission implements AutoCloseable {

	private final NodeLease lease;

	private final @Nullable Holding holding;

	Admission(NodeLease lease, @Nullable Holding holding) {
		this.lease = lease;
		this.holding = holding;
	}

	/** What goes with every append: {@link Fence#NONE} without a lease. */
	public Fence fence() {
		return (this.holding != null) ? this.holding.fence() : Fence.NONE;
	}

	/** Where the log ended when the lease was granted: the least to begin with. {@code null} without a lease. */
	public @Nullable Mark newest() {
		return (this.holding != null) ? this.holding.newest() : null;
	}

	/** Whether the lease is still held, as far as this node's clock can tell; always without one. */
	public boolean isGood() {
		return this.holding == null || this.lease.isGood(this.holding);
	}

	/** The log says that the lease is no longer held, or behaves as if it were not. */
	public void lost() {
		if (this.holding != null) {
			this.lease.lost(this.holding);
		}
	}

	/** The next writer may be let in. The lease is not given back before this is closed. */
	public void passOn() {
		this.lease.passedOn(this);
	}

	@Override
	public void close() {
		this.lease.left(this);
	}

	@Nullable Holding holding() {
		return this.holding;
	}

}
