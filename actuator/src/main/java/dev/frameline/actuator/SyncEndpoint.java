package dev.frameline.actuator;

import dev.frameline.autoconfigure.sync.SyncOperations;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@link Endpoint} that shows how the node is doing, and runs a sync when it is written to. Both answer the same
 * {@link SyncDescriptor}.
 */
@Endpoint(id = "sync")
public class SyncEndpoint {

	private final SyncOperations operations;

	public SyncEndpoint(SyncOperations operations) {
		this.operations = operations;
	}

	/** How the node is doing. */
	@ReadOperation
	public SyncDescriptor status() {
		return SyncDescriptor.of(this.operations.status());
	}

	/** Runs a sync now, waits for it, and says how the node is doing afterwards. */
	@WriteOperation
	public SyncDescriptor sync() {
		return SyncDescriptor.of(this.operations.sync());
	}

}
