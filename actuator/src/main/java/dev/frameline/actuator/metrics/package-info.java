/**
 * A node in numbers. {@link dev.frameline.actuator.metrics.NodeGauges} asks the node how things stand when the numbers
 * are collected; {@link dev.frameline.actuator.metrics.SnapshotGauge} names the reader that holds the oldest snapshot;
 * {@link dev.frameline.actuator.metrics.NodeMeters} counts and times what the node says that it does.
 * Every meter carries the tag {@code database}.
 */
@NullMarked
package dev.frameline.actuator.metrics;

import org.jspecify.annotations.NullMarked;
