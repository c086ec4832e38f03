/**
 * Boot's test slices in an application that has Frameline: they take the application's own {@code DataSource}, and find
 * it configured.
 */
@NullMarked
package dev.frameline.compatibility.slices;

import org.jspecify.annotations.NullMarked;
