package dev.frameline.log;

import dev.frameline.Lineage;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /info} says.
 *
 * @param generation the newest generation whose base is complete
 * @param identity {@code null} when the server tells nothing but its generation
 */
public record SourceInfo(long generation, @Nullable Identity identity) {

	/**
	 * What a Frameline log adds.
	 *
	 * @param lineage which history
	 * @param start the generation at frame 0
	 * @param newest where the log ends
	 */
	public record Identity(Lineage lineage, GenerationStart start, Newest newest) {

	}

}
