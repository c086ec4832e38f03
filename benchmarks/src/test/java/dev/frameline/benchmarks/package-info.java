/**
 * The build runs every benchmark once, so that none rots, and looks at no time.
 */
@NullMarked
package dev.frameline.benchmarks;

import org.jspecify.annotations.NullMarked;
