/**
 * The engine's outside, simulated: {@link dev.frameline.simulation.world.Scheduler} decides what runs next and what
 * time it is, {@link dev.frameline.simulation.world.Process} is one life of a node, and the rest fits the two into the
 * engine's {@code World}.
 *
 * <p>Rules that hold in every class here:
 * <ul>
 * <li>exactly one thread runs at any time: the scheduler's, or that of the {@link dev.frameline.simulation.world.Fiber}
 * to which it has given the baton;</li>
 * <li>everything that is left to chance comes from {@link dev.frameline.simulation.world.Dice}, and so from the
 * seed;</li>
 * <li>what a dead process has asked for does not happen, and whoever waits in it is told that it died;</li>
 * <li>no clock but the simulated one is read, except to notice that the simulation itself hangs.</li>
 * </ul>
 */
@NullMarked
package dev.frameline.simulation.world;

import org.jspecify.annotations.NullMarked;
