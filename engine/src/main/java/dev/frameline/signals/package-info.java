/**
 * What a node tells while it works, for meters and events. It goes one way: the engine tells, and whoever listens
 * decides nothing here. How things stand, as opposed to what happens, is asked of the node.
 *
 * <p>A {@link dev.frameline.signals.Signals} comes in with the {@code World}, and every package may tell it something.
 */
@NullMarked
package dev.frameline.signals;

import org.jspecify.annotations.NullMarked;
