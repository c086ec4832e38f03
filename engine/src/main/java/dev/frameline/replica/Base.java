package dev.frameline.replica;

import java.nio.file.Path;

import dev.frameline.Mark;
import dev.frameline.database.Identity;

/**
 * A base that was fetched and found sound, ready to be put in place.
 *
 * @param file beside the database's file
 * @param identity whose base it is
 * @param position where it stands: frame 0 of its generation
 */
record Base(Path file, Identity identity, Mark position) {

}
