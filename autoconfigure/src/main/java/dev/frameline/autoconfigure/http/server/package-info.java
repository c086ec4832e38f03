/**
 * A log served over HTTP. {@link dev.frameline.autoconfigure.http.server.FrameServer} turns a request into a question
 * to a {@link dev.frameline.log.ServedLog} and its outcome into an answer, without knowing any
 * server;
 * {@link dev.frameline.autoconfigure.http.server.FramelineServlet} fits it into a servlet container, and
 * {@link dev.frameline.autoconfigure.http.server.FramelineHttpHandler} into WebFlux and, by
 * {@link dev.frameline.autoconfigure.http.server.FramelineHttpServer}, onto a port of its own.
 *
 * <p>What asks for SQL under the same path goes on to {@link dev.frameline.autoconfigure.http.hrana.SqlServer}. A request
 * is judged by its token once, and SQL is told whether that may write.
 *
 * <p>A held pull holds no thread. Bodies stream both ways, and an answer never passes through an error page: libSQL's
 * clients read the JSON of a 400. What may break off in the middle closes its connection, so that the other side
 * notices.
 */
@NullMarked
package dev.frameline.autoconfigure.http.server;

import org.jspecify.annotations.NullMarked;
