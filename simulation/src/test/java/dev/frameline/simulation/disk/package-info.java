/**
 * The disk of a machine, simulated over real files: {@link dev.frameline.simulation.disk.SimulatedDisk} passes the
 * engine's operations on and remembers which of them were forced, so that {@link dev.frameline.simulation.disk.Remains}
 * can say what a dead process leaves behind.
 *
 * <p>Two ways to die:
 * <ul>
 * <li>the process is killed: every byte that it wrote is there, and what was not forced may still be lost later;</li>
 * <li>the power is cut: of what was not forced since, any part survives, sector by sector, and of the names that were
 * not forced, the first few.</li>
 * </ul>
 *
 * <p>SQLite does its own I/O, which nobody sees. Of its files a power cut takes only the end of the {@code -wal}, behind
 * everything that is known to have been forced: {@link dev.frameline.simulation.disk.WalFloor}. The database file is
 * left as it is; SQLite forces it before it counts on it.
 */
@NullMarked
package dev.frameline.simulation.disk;

import org.jspecify.annotations.NullMarked;
