/**
 * Start-up failures in words: what is wrong, and what to do about it. The description is the engine's own message; an
 * analysis adds the property or the place to look at.
 */
@NullMarked
package dev.frameline.autoconfigure.diagnostics;

import org.jspecify.annotations.NullMarked;
