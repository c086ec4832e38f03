package dev.frameline.write;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.database.Hidden;

/**
 * A commit that stands in the local WAL and that the log has not accepted yet.
 *
 * @param id under which it is sent, however often
 * @param fence of the lease under which it was made
 * @param hidden where it stands
 */
record Tentative(CommitId id, Fence fence, Hidden hidden) {

}
