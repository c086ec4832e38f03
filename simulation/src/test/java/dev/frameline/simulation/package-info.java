/**
 * Deterministic simulation: several nodes, which are the real engine over real SQLite files, on a simulated network,
 * clock, scheduler and disk. One seed decides everything that happens; the same seed makes the same happen again.
 *
 * <p>{@link dev.frameline.simulation.Simulation} is one run: the cluster starts, clients work while things go wrong, then
 * all is healed and has to settle, and then everything that anybody saw is checked, and every file.
 *
 * <p>Packages, each depending only downwards: this one → {@code faults} → {@code workload} → {@code cluster} →
 * {@code network}, {@code disk} → {@code world}. {@code history}, the checker, knows none of them.
 *
 * <p>What it cannot see: SQLite's own file I/O, whose crashes are made by cutting copies of its files; two threads at
 * once, as one thing happens after the other; and HTTP, in whose place stands a network with the same promises.
 */
@NullMarked
package dev.frameline.simulation;

import org.jspecify.annotations.NullMarked;
