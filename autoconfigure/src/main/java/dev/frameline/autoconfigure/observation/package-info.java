/**
 * What a replica asks of its primary, as Micrometer observations. The HTTP request inside is observed by the
 * {@code WebClient}, and its observation becomes the child of ours; so a commit's trace goes on from the application's
 * transaction to the primary.
 */
@NullMarked
package dev.frameline.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
