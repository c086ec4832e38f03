package dev.frameline.autoconfigure.event;

import dev.frameline.node.NodeStatus.Status;

/**
 * Something has gone wrong that still matters: the primary does not answer, or the node cannot write. Published when it
 * begins and when the status changes meanwhile, not at each further attempt.
 *
 * @param error what, as {@code /actuator/sync} shows it
 */
public record NodeFailed(String database, Status status, String error) implements NodeEvent {

}
