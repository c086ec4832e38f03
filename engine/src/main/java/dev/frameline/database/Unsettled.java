package dev.frameline.database;

import dev.frameline.CommitId;

/**
 * A commit whose append was not answered.
 *
 * @param id who made it; the origin may be one of an earlier start
 * @param tentative whether its frames still stand behind the visible ones in this node's WAL, so that it can be
 * published; otherwise a restart has cut them off, and if the log holds it, it comes back by pull
 */
public record Unsettled(CommitId id, boolean tentative) {

}
