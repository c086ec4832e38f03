/** The server as others see it. */
@NullMarked
package dev.frameline.autoconfigure.http.server;

import org.jspecify.annotations.NullMarked;
