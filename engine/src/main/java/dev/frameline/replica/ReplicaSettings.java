package dev.frameline.replica;

import java.nio.file.Path;

/**
 * How a replica follows.
 *
 * @param name the database's name
 * @param path of the SQLite file
 * @param batchSize frames that one pull may bring, at least 1
 * @param rebootstrap whether a replica whose history is not the primary's fetches a new base, and sets its file aside
 * by date; otherwise it reads on, refuses writes and waits for people
 */
public record ReplicaSettings(String name, Path path, int batchSize, boolean rebootstrap) {

}
