/**
 * The one way in which a transaction reaches the file: execute, commit, append, publish or discard.
 *
 * <p>Before it executes, a transaction has the node's {@linkplain dev.frameline.lease.NodeLease lease}, all that the log
 * had when that was granted, and then the lane, in this order.
 *
 * <p>A {@link dev.frameline.write.WritePath} hands out one {@link dev.frameline.write.Transaction} at a time, in the
 * order of asking, and only while the file has room for it: between two turns the lane sees to that itself, and a
 * transaction that begins in the turn of the one before asks. What differs from node to node is only the
 * {@code CommitLog} that is asked, and a standalone node asks none.
 *
 * <p>With its commit hidden, a transaction gives the lane to the next one, which begins on top of it. The
 * {@code Appender} takes what is hidden to the log, in order and as much at once as waits. It blocks only threads that
 * wait for their commits anyway: one of them leads.
 *
 * <p>Locks are taken in this order: a transaction's own monitor, the appender's, the file's, the driver's on the writer.
 * The log is asked and the lane passed on with none of them held.
 */
@NullMarked
package dev.frameline.write;

import org.jspecify.annotations.NullMarked;
