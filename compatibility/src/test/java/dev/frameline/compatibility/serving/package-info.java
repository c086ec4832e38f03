/**
 * The protocol on each kind of server, and beside Spring Security.
 */
@NullMarked
package dev.frameline.compatibility.serving;

import org.jspecify.annotations.NullMarked;
