/**
 * The node whose log decides the order: {@link dev.frameline.primary.Primary} takes appends and pushes in their turn,
 * judges them by position, chain and identity, makes them durable, and serves what it holds to those who follow.
 *
 * <p>Who may append at all is decided at a desk before it ({@code LeaseDesk}): the lease is granted to one at a time, in
 * the order of asking, to this node's own writers like to others. Those who know of no lease, earlier nodes and libSQL
 * clients, are lent one. What a lease's holder elsewhere does is judged in the lane of this node; so nobody waits for the
 * lease while holding the lane.
 *
 * <p>What holds in every class here:
 * <ul>
 * <li>nothing is judged outside a turn of the writer lane, and a turn ends only when its decision is durable;</li>
 * <li>nothing is appended but under the grant that is current in that turn, and no grant follows before it is done;</li>
 * <li>a fence is never granted twice, not by another start either, and is worth nothing in other hands;</li>
 * <li>the log is the truth: the file is changed after it, and repaired from it at start;</li>
 * <li>a commit that the log holds is accepted again, however often and in whatever shape it comes;</li>
 * <li>frames of libSQL clients carry no identity, so for them alone bytes decide, and the checksums of their WAL tell
 * whether it holds the log's history;</li>
 * <li>nobody is told of a frame that is not durable.</li>
 * </ul>
 */
@NullMarked
package dev.frameline.primary;

import org.jspecify.annotations.NullMarked;
