/** SQL over HTTP, asked of a primary through its own port. */
@NullMarked
package dev.frameline.autoconfigure.http.hrana;

import org.jspecify.annotations.NullMarked;
