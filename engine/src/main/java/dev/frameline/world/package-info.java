/**
 * Everything that the engine takes from outside: time, disk, threads, waiting and randomness. The engine reaches
 * them only through these interfaces, so that a simulation can own them all; the network comes in as a
 * {@code CommitLog} and a {@code FrameSource}.
 *
 * <p>SQLite's own file I/O is not part of it, nor is the memory map of its {@code -shm} file.
 */
@NullMarked
package dev.frameline.world;

import org.jspecify.annotations.NullMarked;
