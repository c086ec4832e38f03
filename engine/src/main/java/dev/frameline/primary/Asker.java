package dev.frameline.primary;

import java.time.Duration;
import java.util.UUID;

/**
 * Who asks for the lease.
 *
 * @param origin of its commits
 * @param name for messages
 * @param duration how long a grant is good for
 * @param own whether it is in this process: then it still waits when nobody else may any more
 */
record Asker(UUID origin, String name, Duration duration, boolean own) {

}
