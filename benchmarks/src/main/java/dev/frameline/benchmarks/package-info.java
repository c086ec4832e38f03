/**
 * Frameline and plain SQLite side by side. A {@link dev.frameline.benchmarks.Side} is what a benchmark runs on: the same
 * rows and the same code, on a plain pool or on a node that the starter has put together. {@link
 * dev.frameline.benchmarks.Ratios} runs two of them in turn, round after round, and prints how they compare.
 *
 * <p>Only ratios are told. What a machine does in a second says more about it, and about who else uses it, than about
 * Frameline.
 */
@NullMarked
package dev.frameline.benchmarks;

import org.jspecify.annotations.NullMarked;
