/**
 * What goes wrong: a {@link dev.frameline.simulation.faults.Fault} is one kind of it,
 * {@link dev.frameline.simulation.faults.Faults} draws which of them a run has, so that runs differ in kind and not only
 * in time, {@link dev.frameline.simulation.faults.Nemesis} lets them strike, and
 * {@link dev.frameline.simulation.faults.Operator} does what people and their tools do about it: he starts again what is
 * down, and does what the engine's messages tell him to.
 */
@NullMarked
package dev.frameline.simulation.faults;

import org.jspecify.annotations.NullMarked;
