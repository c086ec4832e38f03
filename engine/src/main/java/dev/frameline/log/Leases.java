package dev.frameline.log;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

import dev.frameline.Fence;

/**
 * Grants the right to be the only writer for a short while. A log of many writers offers it beside its
 * {@link CommitLog}, so that whoever holds it meets no conflict.
 *
 * <p>Stages complete normally; exceptionally only for defects.
 */
public interface Leases {

	/** Asks for the lease, or keeps it. Who asks without a fence gives up what it held before. */
	CompletionStage<Acquired> acquire(Acquire acquire);

	/**
	 * Gives the lease back, so that the next one has it at once. Nothing happens if it is no longer held.
	 * @param fence of the grant; {@link Fence#NONE} for whatever the origin holds or waits for
	 * @return completes when that has arrived, or is known not to
	 */
	CompletionStage<?> release(UUID origin, Fence fence);

}
