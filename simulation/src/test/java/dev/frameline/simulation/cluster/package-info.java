/**
 * The machines: {@link dev.frameline.simulation.cluster.Machine} has a disk, clocks and one
 * {@link dev.frameline.simulation.cluster.Life} after the other, each with the real {@code Node}, the real data source
 * over small pools, and, on a replica, {@link dev.frameline.simulation.cluster.Following} as the starter does it.
 *
 * <p>A machine dies by leaving its node alone: the directory is copied as the death has left it, SQLite's files as they
 * are or cut back, and the next life begins from the copy, elsewhere. Only when nobody stands in the dead process any
 * more are its connections closed, which then can only reach the directory that was left. That is honest about the one
 * thing that outlives a simulated process, which is the JVM: SQLite's locks and the engine's own belong to files that
 * no later life opens.
 */
@NullMarked
package dev.frameline.simulation.cluster;

import org.jspecify.annotations.NullMarked;
