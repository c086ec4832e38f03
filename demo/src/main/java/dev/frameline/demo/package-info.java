/**
 * A notes application as anybody would write it. Nothing in {@link dev.frameline.demo.Notes} or
 * {@link dev.frameline.demo.NotesController} knows of replication; {@code application.yml} says which node this is.
 *
 * <p>The page at {@code /} shows what replication does: {@link dev.frameline.demo.SyncController} tells how this node is
 * doing and pauses it, and {@link dev.frameline.demo.Nodes} asks all of them on the page's behalf.
 */
@NullMarked
package dev.frameline.demo;

import org.jspecify.annotations.NullMarked;
