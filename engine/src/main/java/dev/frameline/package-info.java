/**
 * The words of replication as values: {@link dev.frameline.Position}, {@link dev.frameline.Chain} and
 * {@link dev.frameline.Mark} say how far a node has come and prove which history it came along;
 * {@link dev.frameline.Lineage} names that history; {@link dev.frameline.CommitId} names a commit and
 * {@link dev.frameline.Fence} the right to make one.
 *
 * <p>Packages below this one hold one idea each and depend only downwards:
 * {@code node} → {@code jdbc} → {@code replica}, {@code primary} → {@code write} → {@code lease} → {@code log} →
 * {@code database} → {@code wal} → {@code world} → this package. Nothing here does I/O.
 */
@NullMarked
package dev.frameline;

import org.jspecify.annotations.NullMarked;
