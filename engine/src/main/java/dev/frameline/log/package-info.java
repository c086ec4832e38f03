/**
 * The log of a database: its durable, ordered frames, generation by generation.
 *
 * <p>{@link dev.frameline.log.CommitLog} is what a writer talks to; {@link dev.frameline.log.FrameSource} is what a
 * replica follows. A primary is both, over a {@link dev.frameline.log.LogDirectory} on its own disk; seen from a
 * replica, the primary behind HTTP is both again. Neither needs a database file, and neither looks into pages.
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
package dev.frameline.log;

import org.jspecify.annotations.NullMarked;
