/**
 * Nodes with little memory and much data. Each is a process of its own, a
 * {@link dev.frameline.autoconfigure.size.SmallNode}, whose heap and direct memory are bounded: one that holds what it
 * should pass on dies of it.
 *
 * <p>Every build runs them at 1/64 of their size, {@code -Dframeline.size=full} at all of it.
 */
@NullMarked
package dev.frameline.autoconfigure.size;

import org.jspecify.annotations.NullMarked;
