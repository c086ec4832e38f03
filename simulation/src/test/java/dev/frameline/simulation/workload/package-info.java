/**
 * What clients do: {@link dev.frameline.simulation.workload.Workload} is one kind of transaction and the values that it
 * changes, {@link dev.frameline.simulation.workload.Client} runs them through the data source, and
 * {@link dev.frameline.simulation.workload.Record} keeps what it did and saw.
 */
@NullMarked
package dev.frameline.simulation.workload;

import org.jspecify.annotations.NullMarked;
