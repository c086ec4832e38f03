package dev.frameline.log.disk;

import java.time.Duration;

/**
 * How long generations that have ended are kept, for those who are behind. One goes when both limits are passed, and
 * never before the base of a later one is complete.
 *
 * @param keepGenerations how many ended generations are kept at least, 0 or more
 * @param keepFor how long each is kept at least after its end
 */
public record Retention(int keepGenerations, Duration keepFor) {

}
