/**
 * The log in a directory on this node's disk: its durable, ordered frames, generation by generation.
 *
 * <p>The directory stores and does not judge. Rules that hold in every class of it:
 * <ul>
 * <li>a frame is written only after its record in {@code commits} is durable, so that {@code commits} always knows
 * at least as much as {@code frames.wal};</li>
 * <li>nothing that is not durable is shown to anybody but the holder of the order;</li>
 * <li>what was answered is never cut: recovery cuts only what no answer can have been given for, and tells
 * everything else;</li>
 * <li>after a failed force the same bytes are never trusted again: they are cut, and written anew.</li>
 * </ul>
 * {@code docs/FORMAT.md} has the bytes.
 */
@NullMarked
package dev.frameline.log.disk;

import org.jspecify.annotations.NullMarked;
