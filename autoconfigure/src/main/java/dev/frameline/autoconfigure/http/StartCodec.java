package dev.frameline.autoconfigure.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.frameline.Chain;
import dev.frameline.log.GenerationStart;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A generation at frame 0, in its two forms: a JSON object, and the value of {@code Frameline-Start}. */
final class StartCodec {

	private static final Pattern HEADER = Pattern.compile("(\\d{1,10}):(\\d{1,19}):(\\p{XDigit}{16}):(\\p{XDigit}{16})");

	private StartCodec() {
	}

	static void put(ObjectNode json, String key, GenerationStart start) {
		ObjectNode child = json.putObject(key);
		child.put("generation", start.generation());
		child.put("first_sequence", start.firstSequence());
		child.put("salt", hex(start.salt()));
		child.put("chain", start.chain().toString());
	}

	static GenerationStart read(@Nullable ObjectNode json, String key) {
		ObjectNode child = Json.child(json, key);
		return new GenerationStart(Json.number(child, "generation", 1, Json.UNSIGNED_INT),
				Json.number(child, "first_sequence", 0, Long.MAX_VALUE),
				Json.value(child, "salt", (text) -> Long.parseUnsignedLong(text, 16)),
				Json.value(child, "chain", Chain::parse));
	}

	/** {@code generation:first_sequence:salt:chain}, the last two of 16 hexadecimal digits. */
	static String text(GenerationStart start) {
		return start.generation() + ":" + start.firstSequence() + ":" + hex(start.salt()) + ":" + start.chain();
	}

	/**
	 * Reads what {@link #text} wrote.
	 * @throws IllegalArgumentException if it is something else
	 */
	static GenerationStart parse(String text) {
		Matcher parts = HEADER.matcher(text);
		if (!parts.matches() || !isGeneration(Long.parseLong(parts.group(1)))) {
			throw new IllegalArgumentException("Expected generation:first_sequence:salt:chain, the last two of 16 "
					+ "hexadecimal digits, got '" + text + "'");
		}
		return new GenerationStart(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)),
				Long.parseUnsignedLong(parts.group(3), 16), Chain.parse(parts.group(4)));
	}

	private static boolean isGeneration(long number) {
		return number >= 1 && number <= Json.UNSIGNED_INT;
	}

	/**
	 * The start of the generation right after {@code own}.
	 * @throws WireException if it is another generation's: between the two something would be skipped
	 */
	static GenerationStart following(long own, GenerationStart start) {
		if (start.generation() != own + 1) {
			throw new WireException("Expected the start of generation " + (own + 1) + ", which follows this node's, got that "
					+ "of generation " + start.generation());
		}
		return start;
	}

	private static String hex(long value) {
		return String.format("%016x", value);
	}

}
