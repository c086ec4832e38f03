/**
 * The SQLite file that a node owns.
 *
 * <p>{@link dev.frameline.database.LocalDatabase} does to it what stock SQLite cannot: it applies frames that others
 * wrote, under live readers, and it hides a commit until the log has accepted it. Both rest on the wal-index: the
 * header of what is <em>visible</em> lies in {@code -shm} at all times, except while the writer's own {@code BEGIN
 * IMMEDIATE}, {@code COMMIT} or {@code ROLLBACK} runs.
 *
 * <p>{@link dev.frameline.database.PlainDatabase} is the file of a node that replicates nothing. What both have in
 * common is that their WAL is kept small: {@code Checkpoints} empties it in turns of the lane, and gives the lane to
 * nobody while it is too large. {@link dev.frameline.database.Snapshots} says which readers are in the way, and who
 * they are; one that is in the way for too long is ended.
 *
 * <p>Rules that hold in every class here:
 * <ul>
 * <li>locks are taken in the order lane, the driver's monitor on the writer, SQLite's write lock, guard;</li>
 * <li>a header is put only while a connection of ours holds SQLite's write lock; one that is to be seen only while the
 * guard is held exclusively, too, and one that is not only while it is exposed;</li>
 * <li>the lock connection ends with {@code COMMIT}, never with {@code ROLLBACK};</li>
 * <li>all 48 bytes of the header are compared with what we wrote last before they are used;</li>
 * <li>our own channels on the database and on {@code -shm} are opened once and closed last, because closing any
 * descriptor drops the process's POSIX locks;</li>
 * <li>a transaction starts only while the WAL is below its limit; so it is never larger than that and what was in
 * flight. All that is no transaction of the writer's starts only when nothing is tentative;</li>
 * <li>commits are shown from the front and taken back from the end: {@code HiddenTransactions} has the order of
 * steps;</li>
 * <li>SQLite never checkpoints by itself; the WAL is copied by {@code PASSIVE} and emptied by {@code TRUNCATE}, neither
 * of which waits, after a restart of the WAL was announced durably.</li>
 * </ul>
 */
@NullMarked
package dev.frameline.database;

import org.jspecify.annotations.NullMarked;
