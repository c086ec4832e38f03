package dev.frameline.simulation.network;

import dev.frameline.log.ServedLog;
import dev.frameline.simulation.world.Process;

/**
 * Who answers.
 *
 * @param process questions that it was asked end with it
 * @param log what it serves
 */
public record Server(Process process, ServedLog log) {

}
