package dev.frameline.autoconfigure.http;

import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the small JSON objects of the protocol, with every number's range checked. */
final class Json {

	/** The largest generation and frame number that libSQL's clients can count to. */
	static final long UNSIGNED_INT = 0xffffffffL;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Json() {
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static byte[] bytes(ObjectNode json) {
		return MAPPER.writeValueAsBytes(json);
	}

	/** The object in {@code bytes}, or {@code null} if that is something else: a proxy's page, say. */
	static @Nullable ObjectNode parse(byte[] bytes) {
		try {
			return (MAPPER.readTree(bytes) instanceof ObjectNode object) ? object : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static boolean has(@Nullable ObjectNode json, String key) {
		return json != null && json.get(key) != null && !json.get(key).isNull();
	}

	static long number(@Nullable ObjectNode json, String key, long least, long most) {
		JsonNode value = (json != null) ? json.get(key) : null;
		if (value == null || !value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least
				|| value.longValue() > most) {
			throw new WireException("Expected the JSON key '" + key + "' to be a whole number from " + least + " to " + most
					+ ", got " + ((value != null) ? value : "nothing"));
		}
		return value.longValue();
	}

	static boolean flag(@Nullable ObjectNode json, String key) {
		JsonNode value = (json != null) ? json.get(key) : null;
		if (value == null || !value.isBoolean()) {
			throw new WireException("Expected the JSON key '" + key + "' to be true or false, got "
					+ ((value != null) ? value : "nothing"));
		}
		return value.booleanValue();
	}

	static @Nullable String textOrNull(@Nullable ObjectNode json, String key) {
		JsonNode value = (json != null) ? json.get(key) : null;
		return (value != null && value.isString()) ? value.stringValue() : null;
	}

	static String text(@Nullable ObjectNode json, String key) {
		String value = textOrNull(json, key);
		if (value == null) {
			throw new WireException("Expected the JSON key '" + key + "' to be a text");
		}
		return value;
	}

	static ObjectNode child(@Nullable ObjectNode json, String key) {
		if (json != null && json.get(key) instanceof ObjectNode child) {
			return child;
		}
		throw new WireException("Expected the JSON key '" + key + "' to be an object");
	}

	static UUID uuid(@Nullable ObjectNode json, String key) {
		return value(json, key, UUID::fromString);
	}

	static <T> T value(@Nullable ObjectNode json, String key, Function<String, T> parser) {
		String text = text(json, key);
		try {
			return parser.apply(text);
		}
		catch (IllegalArgumentException ex) {
			throw new WireException("The JSON key '" + key + "' cannot be read: " + ex.getMessage(), ex);
		}
	}

}
