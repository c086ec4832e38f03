/**
 * The {@code DataSource} that an application sees. {@link dev.frameline.jdbc.ReplicatedDataSource} hands out logical
 * connections that borrow a physical one late: a reader for what only reads, the writer for the rest.
 *
 * <p>Physical connections are made here too, so that there is no door around the log: whichever pool or bean a
 * connection comes from, a commit goes through {@link dev.frameline.write.WritePath} and a read begins through
 * {@link dev.frameline.database.Guard}. There is no SQL parser: SQLite itself says whether a statement writes, on a
 * connection that cannot.
 */
@NullMarked
package dev.frameline.jdbc;

import org.jspecify.annotations.NullMarked;
