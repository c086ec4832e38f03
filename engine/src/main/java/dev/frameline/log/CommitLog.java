package dev.frameline.log;

import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Lineage;
import org.jspecify.annotations.Nullable;

/**
 * Decides the order of commits. What a writer talks to.
 *
 * <p>Stages complete normally with a definite answer, or with {@link Appended.Unknown} when nobody can tell; they
 * complete exceptionally only for defects.
 */
public interface CommitLog {

	/**
	 * Appends one transaction. The same {@link CommitId} appended again counts once and is answered
	 * {@link Appended.Accepted} again.
	 */
	CompletionStage<Appended> append(Append append);

	/**
	 * Settles a commit whose append was not answered: after this, either the log holds it or it never will.
	 * @param lineage the history that the commit was made for; a log of another one does not answer for it
	 */
	CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id);

}
