/**
 * Frameline for Spring Boot: properties under {@code frameline} become a {@link dev.frameline.node.Node}, and the node
 * becomes the application's {@code DataSource}.
 *
 * <p>One auto-configuration per idea, each building on the bean before it:
 * {@link dev.frameline.autoconfigure.FramelineAutoConfiguration} opens the node,
 * {@link dev.frameline.autoconfigure.FramelineClientAutoConfiguration} gives a replica its primary,
 * {@link dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration} puts the pools and the router on top,
 * {@link dev.frameline.autoconfigure.FramelineSyncAutoConfiguration} keeps a replica in step, and
 * {@link dev.frameline.autoconfigure.FramelineServerAutoConfiguration} lets a primary be followed. All of them back off
 * as soon as the application brings a {@code DataSource} of its own, and each bean backs off from the application's.
 *
 * <p>Where the primary is, is a bean too: {@link dev.frameline.autoconfigure.FramelineConnectionDetails}. Its presence,
 * not a property, makes the node a replica, so that a container can.
 *
 * <p>An option that cannot be honoured stops start-up with a sentence.
 */
@NullMarked
package dev.frameline.autoconfigure;

import org.jspecify.annotations.NullMarked;
