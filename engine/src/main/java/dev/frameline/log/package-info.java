/**
 * The log of a database: its durable, ordered frames, generation by generation.
 *
 * <p>{@link dev.frameline.log.CommitLog} is what a writer talks to; {@link dev.frameline.log.FrameSource} is what a
 * replica follows. A primary is both, over a {@link dev.frameline.log.LogDirectory} on its own disk; seen from a
 * replica, the primary behind HTTP is both again. Neither needs a database file, and neither looks into pages.
 */
@NullMarked
package dev.frameline.log;

import org.jspecify.annotations.NullMarked;
