/**
 * The matrix: each way to a database, on a primary and on a replica. What all of them have to do is
 * {@link dev.frameline.compatibility.data.DataAccessContract}; a class per library says how it does that.
 */
@NullMarked
package dev.frameline.compatibility.data;

import org.jspecify.annotations.NullMarked;
