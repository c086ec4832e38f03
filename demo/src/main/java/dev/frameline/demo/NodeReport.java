package dev.frameline.demo;

import dev.frameline.node.NodeStatus;

/**
 * What a node says of itself.
 *
 * @param paused whether it is a replica that has been told to stop following
 */
record NodeReport(boolean paused, NodeStatus status) {

}
