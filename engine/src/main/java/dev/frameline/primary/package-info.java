/**
 * The node whose log decides the order: {@link dev.frameline.primary.Primary} takes appends and pushes in their turn,
 * judges them by position, chain and identity, makes them durable, and serves what it holds to those who follow.
 */
@NullMarked
package dev.frameline.primary;

import org.jspecify.annotations.NullMarked;
