/**
 * The crash sweep: what a node makes of its files after they were damaged, for every file and every place in it.
 *
 * <p>{@link dev.frameline.crash.History} is made once: a primary and a replica, some commits, a roll, some more
 * commits. It keeps a copy of both directories after each commit, and before each disk operation of the last commit:
 * what was written then, and what was forced. {@link dev.frameline.crash.Damages} lists what can be done to such a
 * directory, and {@link dev.frameline.crash.Reopening} opens a copy to which it was done, as a
 * {@link dev.frameline.node.Node} in its role, and judges.
 *
 * <p>A node may come up with the state after the last commit. It may come up with an earlier one only if a crash could
 * have left the files like this, because what is missing was never forced: a primary then only without a commit that it
 * had not acknowledged, a replica only with a line in its log that says so, unless the power cut has taken every trace of
 * what is gone. Otherwise it refuses, in a sentence that names the file, and leaves every file as it was.
 *
 * <p>A replica is opened while its primary cannot be reached. That is the stricter way round: what it shows then, it has
 * made out of its own files. Its primary is reached afterwards.
 */
@NullMarked
package dev.frameline.crash;

import org.jspecify.annotations.NullMarked;
