/**
 * The node that follows: {@link dev.frameline.replica.Replica} fetches a base, pulls frames and applies them, and
 * notices when its history and the primary's are not one.
 *
 * <p>It goes in steps, one at a time: settle the commit that was not answered, fetch a base if there is no copy, pull,
 * and apply what came. Frames are verified and, if their transaction is longer than an answer, collected off the
 * writer lane; in the lane they are only compared with the position once more, because this node's own commits move
 * it too and come back by pull like all others.
 *
 * <p>A base may take longer than any connection lives: what came is kept and continued, within a step and in the next
 * one, and its progress is told. It becomes a copy only after its length and its digest were compared.
 *
 * <p>Nothing here waits on a thread for the network.
 */
@NullMarked
package dev.frameline.replica;

import org.jspecify.annotations.NullMarked;
