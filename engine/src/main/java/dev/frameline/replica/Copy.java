package dev.frameline.replica;

import dev.frameline.database.LocalDatabase;
import dev.frameline.write.Settlement;

/**
 * The local copy of a replicated database, open.
 *
 * @param database the file
 * @param settlement settles this node's own commits
 */
public record Copy(LocalDatabase database, Settlement settlement) {

}
