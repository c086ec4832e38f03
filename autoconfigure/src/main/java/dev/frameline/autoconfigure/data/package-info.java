/**
 * What Spring Data JDBC needs to know about SQLite. Nothing here is loaded in an application without it.
 */
@NullMarked
package dev.frameline.autoconfigure.data;

import org.jspecify.annotations.NullMarked;
