package dev.frameline.write;

import java.util.concurrent.CompletionStage;

/** Settles a commit that was not answered, before anything else is applied or written. */
@FunctionalInterface
public interface Settlement {

	/**
	 * Asks the log what became of the unsettled commit, if there is one, and publishes or discards it. Takes the
	 * lane itself.
	 * @return whether everything is settled; {@code false} if the log gave no answer
	 */
	CompletionStage<Boolean> settle();

}
