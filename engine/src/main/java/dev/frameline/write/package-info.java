/**
 * The one way in which a transaction reaches the file: execute, commit, append, publish or discard.
 *
 * <p>Before it executes, a transaction has the node's {@linkplain dev.frameline.lease.NodeLease lease}, all that the log
 * had when that was granted, and then the lane, in this order.
 *
 * <p>A {@link dev.frameline.write.WritePath} hands out one {@link dev.frameline.write.Transaction} at a time, in the
 * order of asking, and only while the file has room for it: between two turns the lane sees to that itself, and a
 * transaction that begins in the turn of the one before asks. What differs from node to node is only the {@code CommitLog} that is asked, and a standalone
 * node asks none.
 */
@NullMarked
package dev.frameline.write;

import org.jspecify.annotations.NullMarked;
