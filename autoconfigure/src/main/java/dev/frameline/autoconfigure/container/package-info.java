/**
 * A primary in a container: a {@code @ServiceConnection} of Testcontainers, or a service of Docker Compose, makes the
 * application a replica of it. Both are recognised by the connection name {@code frameline}, because the image is the
 * application's own. {@link dev.frameline.autoconfigure.container.PrimaryEnvironment} reads what a container's
 * environment says of the primary in it.
 *
 * <p>libSQL's server image is not recognised: it does not serve the sync protocol.
 */
@NullMarked
package dev.frameline.autoconfigure.container;

import org.jspecify.annotations.NullMarked;
