/**
 * The node that follows: {@link dev.frameline.replica.Replica} fetches a base, pulls frames and applies them, sends
 * its own commits to the primary, settles the ones that were not answered, and notices when the two histories are
 * not one.
 */
@NullMarked
package dev.frameline.replica;

import org.jspecify.annotations.NullMarked;
