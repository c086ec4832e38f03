/**
 * A node seen from outside: {@code /actuator/sync} shows what {@link dev.frameline.node.NodeStatus} holds, under keys
 * that are never renamed or dropped; {@code health} judges it and {@code metrics} counts.
 */
@NullMarked
package dev.frameline.actuator;

import org.jspecify.annotations.NullMarked;
