package dev.frameline.log;

import dev.frameline.Mark;

/**
 * Where a log ends, told with every answer: what lag is computed from.
 *
 * @param mark the end
 * @param sequence frames since the database was born
 * @param time the log's wall clock when it answered, milliseconds since 1970
 * @param oldestMissing wall time at which the first commit after this answer's own frames was made; 0 if there is
 * none, so that {@code time - oldestMissing} is the age of the oldest commit that the asker lacks
 */
public record Newest(Mark mark, long sequence, long time, long oldestMissing) {

}
