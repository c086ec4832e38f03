/**
 * What Spring's JDBC needs to know about the engine's connections: how they are pooled, and what their errors mean.
 */
@NullMarked
package dev.frameline.autoconfigure.jdbc;

import org.jspecify.annotations.NullMarked;
