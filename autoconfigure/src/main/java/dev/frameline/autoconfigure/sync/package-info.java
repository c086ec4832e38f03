/**
 * Following as a matter of time: {@link dev.frameline.autoconfigure.sync.SyncService} asks the node for one step after
 * the other at the {@link dev.frameline.autoconfigure.sync.SyncPace} of the connection, and
 * {@link dev.frameline.autoconfigure.sync.SyncOperations} lets the application take part. What a step does is the
 * engine's.
 */
@NullMarked
package dev.frameline.autoconfigure.sync;

import org.jspecify.annotations.NullMarked;
