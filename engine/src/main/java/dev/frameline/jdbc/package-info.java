/**
 * The {@code DataSource} that an application sees. {@link dev.frameline.jdbc.ReplicatedDataSource} hands out logical
 * connections that borrow a physical one late: a reader for what only reads, the writer for the rest.
 *
 * <p>Physical connections are made here too, so that there is no door around the log: whichever pool or bean a
 * connection comes from, a commit goes through {@link dev.frameline.write.WritePath} and a read begins through
 * {@link dev.frameline.database.Guard}. There is no SQL parser: SQLite itself says whether a statement writes, on a
 * connection that cannot. Only what would do something else than that on a reader is recognised first, by its leading
 * keywords ({@code SqlKind}).
 *
 * <p>A statement's way: {@code RoutedStatement} makes an {@code Execution} of it, which can run anywhere and more than
 * once; {@code TransactionControl} decides whether it belongs to a transaction, is one, or begins or ends one;
 * {@code LogicalConnection}, {@code ReaderConnection} and {@code WriterConnection} differ only in where work is done;
 * a {@code ReaderSession} or a {@code WriteWork} runs it on a raw connection, and leaves an {@code Outcome}.
 * {@code Running} knows what can be interrupted meanwhile.
 *
 * <p>A reader's snapshot is entered in {@link dev.frameline.database.Snapshots} before it is taken. One that keeps a full
 * WAL from being emptied for too long is ended under its user, who is told at the next call; {@code ReaderSnapshot}
 * keeps the two threads apart.
 *
 * <p>TEMP objects belong to the raw writer. A connection that makes them keeps it, and its lane, from then on: each
 * commit begins the next transaction in the same turn, and whatever is run in auto-commit mode is one such transaction.
 * The write path drops them whenever the turn ends, by itself or not.
 *
 * <p>Rules that hold in every class here:
 * <ul>
 * <li>nothing is prepared or run on the raw writer outside a {@code Transaction} of the write path, and what runs
 * within one runs while synchronized on it, after asking whether it is open;</li>
 * <li>nothing takes a snapshot on a raw reader outside a step of the guard, or a transaction that began in one;</li>
 * <li>the raw reader is used by whoever holds the lock of its {@code ReaderSnapshot}; what is read from it later, row by
 * row, goes through that lock too;</li>
 * <li>who wants to write enters the lane first, keeps no idle reader while waiting, and borrows from the writer pool
 * last;</li>
 * <li>rows that outlive their transaction are copies;</li>
 * <li>nothing of the driver that leads to a raw connection is handed out: hence {@code DelegatingResultSet}, whose
 * length buys that {@code getStatement()} is ours, checked by the compiler and without reflection.</li>
 * </ul>
 */
@NullMarked
package dev.frameline.jdbc;

import org.jspecify.annotations.NullMarked;
