/**
 * Whether a node is well. {@code sync} asks whether it keeps up, {@code db} whether its file can be read; a writer that
 * is busy, or a primary that is away for a moment, is no illness.
 */
@NullMarked
package dev.frameline.actuator.health;

import org.jspecify.annotations.NullMarked;
