/** Primaries in containers, as Testcontainers and Docker Compose describe them. */
@NullMarked
package dev.frameline.autoconfigure.container;

import org.jspecify.annotations.NullMarked;
