package dev.frameline.log;

import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;

/**
 * A batch of frames from a libSQL client, stamped with that client's own salt and chain.
 *
 * @param generation which generation it continues
 * @param start number of its first frame, from 1
 * @param end one more than the number of its last frame
 * @param baton what the answer to the batch before carried, if there was one
 * @param frames {@code end - start} frames; a transaction may go on in the next batch
 */
public record Push(long generation, long start, long end, @Nullable String baton, Frames frames) {

}
