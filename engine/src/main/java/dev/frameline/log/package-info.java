/**
 * The log of a database, as those who use it see it.
 *
 * <p>{@link dev.frameline.log.CommitLog} is what a writer talks to; {@link dev.frameline.log.FrameSource} is what a
 * replica follows; {@link dev.frameline.log.ServedLog} is what a server serves. A primary is all three, over its own
 * {@linkplain dev.frameline.log.disk.LogDirectory disk}; seen from a replica, the primary behind HTTP is the first two
 * again. Neither needs a database file, and neither looks into pages.
 *
 * <p>Questions and answers are values. An answer is a sealed type: whoever asks has to deal with each.
 */
@NullMarked
package dev.frameline.log;

import org.jspecify.annotations.NullMarked;
