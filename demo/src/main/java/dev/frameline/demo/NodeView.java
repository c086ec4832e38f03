package dev.frameline.demo;

import java.net.URI;

import org.jspecify.annotations.Nullable;

/**
 * A node as another one sees it.
 *
 * @param here whether it is the node that was asked
 * @param report {@code null} if it did not answer
 * @param problem why there is no report
 */
record NodeView(URI url, boolean here, @Nullable NodeReport report, @Nullable String problem) {

}
