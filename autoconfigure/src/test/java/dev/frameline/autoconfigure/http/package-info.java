/** The wire against itself, against plain libSQL requests, and against servers that misbehave, over real HTTP. */
@NullMarked
package dev.frameline.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
