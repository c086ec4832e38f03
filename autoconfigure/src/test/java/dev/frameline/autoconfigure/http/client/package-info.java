/** The client as the engine sees it. */
@NullMarked
package dev.frameline.autoconfigure.http.client;

import org.jspecify.annotations.NullMarked;
