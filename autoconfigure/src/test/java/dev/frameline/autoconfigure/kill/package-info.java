/**
 * Nodes that are killed with SIGKILL in the middle of their work.
 *
 * <p>{@link dev.frameline.autoconfigure.kill.KilledNode} is a node in a process of its own. It writes through the
 * {@code dataSource} bean, as an application does, and tells on its standard output what it tries and what became of
 * it; what it wrote there survives it. The test keeps that in a {@link dev.frameline.autoconfigure.kill.Ledger} and
 * compares it with what both nodes and the log hold once the process was started again.
 *
 * <p>{@code -Dframeline.kill-rounds=100} kills more often, {@code -Dframeline.kill-seed} repeats the choices of a run.
 */
@NullMarked
package dev.frameline.autoconfigure.kill;

import org.jspecify.annotations.NullMarked;
