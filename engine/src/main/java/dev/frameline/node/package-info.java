/**
 * A node put together: {@link dev.frameline.node.Node} opens the file in its role and is all that an application
 * framework has to hold.
 */
@NullMarked
package dev.frameline.node;

import org.jspecify.annotations.NullMarked;
