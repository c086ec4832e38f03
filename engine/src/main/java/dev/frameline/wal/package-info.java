/**
 * SQLite's write-ahead-log formats, reading and writing: the {@linkplain dev.frameline.wal.WalHeader header} and
 * {@linkplain dev.frameline.wal.Frame frames} of a {@code -wal} file, the {@linkplain dev.frameline.wal.Checksum
 * checksum} that chains them, and the {@linkplain dev.frameline.wal.WalIndex wal-index} in the {@code -shm} file
 * through which connections of one machine agree on what is committed.
 *
 * <p>A torn or foreign file is recognised and never misread: {@link dev.frameline.wal.WalScan} ends at the last
 * commit frame whose chain holds. Only pages of 4096 bytes and little-endian checksums are spoken; anything else is
 * refused with a sentence.
 *
 * <p>Sources: <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">fileformat2 §4</a> and
 * <a href="https://www.sqlite.org/walformat.html">walformat</a>. {@code docs/FORMAT.md} has the tables.
 */
@NullMarked
package dev.frameline.wal;

import org.jspecify.annotations.NullMarked;
