/**
 * Changes of a node as application events. Whoever needs to act on one writes
 * {@code @EventListener void on(NodeAdvanced event)}.
 *
 * <p>They are published on a thread of their own, which holds nothing: a listener may read and write the database, and
 * a slow one delays later events only. What happens meanwhile is told as one change.
 */
@NullMarked
package dev.frameline.autoconfigure.event;

import org.jspecify.annotations.NullMarked;
