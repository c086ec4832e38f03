/**
 * A notes application as anybody would write it. Nothing in {@link dev.frameline.demo.Notes} or
 * {@link dev.frameline.demo.NotesController} knows of replication; {@code application.yml} says which node this is.
 */
@NullMarked
package dev.frameline.demo;

import org.jspecify.annotations.NullMarked;
