package dev.frameline.actuator;

import java.util.Map;

import dev.frameline.FramelineException;
import dev.frameline.autoconfigure.sync.SyncOperations;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint} that shows how the node is doing, and runs a sync when it is written to, or rolls a primary's log.
 * All answer the same {@link SyncDescriptor}.
 */
@Endpoint(id = "sync")
public class SyncEndpoint {

	private static final int CONFLICT = 409;

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

	/**
	 * Does something else with the log, and says how the node is doing afterwards.
	 * @param action {@code roll}: ends the generation of a primary's log and begins the next one
	 * @return 409 with a sentence if that is not possible now, or not on this node
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(@Selector String action) {
		if (!action.equals("roll")) {
			throw new InvalidEndpointRequestException("Expected the action 'roll', got '" + action + "'",
					"Expected the action 'roll'");
		}
		try {
			this.operations.roll();
			return new WebEndpointResponse<>(SyncDescriptor.of(this.operations.status()));
		}
		catch (FramelineException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())), CONFLICT);
		}
	}

}
