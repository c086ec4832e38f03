/**
 * SQL over HTTP: Hrana 2 and 3 in JSON, as libSQL's clients speak it to their server.
 *
 * <p>A request names a stream by a baton, or begins one. A {@code SqlStream} is a connection of the node's routing data
 * source and a thread of its own, because the writer lane knows its holder by the thread. {@code HranaRequests} does
 * what is asked on it, {@code StatementRun} a statement, {@code BatchRun} a batch; {@code HranaJson} knows the values
 * and {@code SqlErrors} the errors. Between two requests a stream waits with its transaction for ten seconds, and is
 * then rolled back.
 *
 * <p>There is no second way to write: what a stream commits goes through the write path like any other commit, and is in
 * the log before the answer. A transaction begun with {@code BEGIN} reads from a reader until it writes.
 *
 * @see <a href="https://github.com/tursodatabase/libsql/blob/main/docs/HRANA_3_SPEC.md">The Hrana protocol, version 3</a>
 */
@NullMarked
package dev.frameline.autoconfigure.http.hrana;

import org.jspecify.annotations.NullMarked;
