/**
 * The invariants where only a whole node can show them: a primary and its replicas as applications of one JVM, each
 * with its own files, over real HTTP, used through their {@code DataSource} beans.
 *
 * <p>{@link dev.frameline.autoconfigure.invariants.Nodes} starts and closes them,
 * {@link dev.frameline.autoconfigure.invariants.Passage} stands between a replica and its primary and does what
 * networks do; {@link dev.frameline.autoconfigure.invariants.Narrows} does it in the middle of an answer.
 */
@NullMarked
package dev.frameline.autoconfigure.invariants;

import org.jspecify.annotations.NullMarked;
