/**
 * The starter beside everything that Spring teams use with a database. A {@link dev.frameline.compatibility.Cluster} is
 * a primary and a replica as applications of one JVM, over real HTTP; {@link dev.frameline.compatibility.Library} says
 * which of the libraries on this class path take part in them. In {@code clients}, programs that are not ours follow
 * and write to such a primary.
 */
@NullMarked
package dev.frameline.compatibility;

import org.jspecify.annotations.NullMarked;
