/**
 * A node's share of the lease: {@link dev.frameline.lease.NodeLease} asks for it when a writer wants to begin, keeps it
 * while it is in use, and gives it back when somebody else wants it.
 *
 * <p>It is SQLite's write lock, stretched over the nodes of a database. Who holds it is the only one whose commits the
 * log takes, so that nothing that a transaction has read can have changed by the time it commits. The order on every
 * node is: lease, then all that the log had when the lease was granted, then the lane, then {@code BEGIN}. The lease
 * comes before the lane because what the log had is applied in the lane, and on a primary so is what the holder
 * elsewhere commits.
 *
 * <p>What holds in every class here:
 * <ul>
 * <li>the writers of a node share one lease and are let in one at a time, in the order of asking, each when the one
 * before has its turn in the lane;</li>
 * <li>while others want the lease, nobody is let in after the transaction that is under way, so that a node takes its
 * turns like any other;</li>
 * <li>time is measured from before a question was sent, and never by the wall clock: a grant never lasts longer here
 * than there, and an answer that comes after its time is none;</li>
 * <li>what this node believes about its lease only decides who begins. Whether a commit is taken is decided by its fence,
 * where the log is.</li>
 * </ul>
 */
@NullMarked
package dev.frameline.lease;

import org.jspecify.annotations.NullMarked;
