package dev.frameline.autoconfigure.http.hrana;

import java.util.Base64;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hrana's values in JSON. An integer is a string, because many readers of JSON know only doubles; a blob is base64,
 * written without padding and read with or without it.
 */
final class HranaJson {

	/** A string is as long as the request lets it be. */
	private static final JsonMapper MAPPER = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
			.build())
		.build();

	private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();

	private HranaJson() {
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	static ArrayNode array() {
		return MAPPER.createArrayNode();
	}

	static byte[] bytes(JsonNode json) {
		return MAPPER.writeValueAsBytes(json);
	}

	static ObjectNode parse(byte[] body) {
		try {
			if (MAPPER.readTree(body) instanceof ObjectNode object) {
				return object;
			}
		}
		catch (JacksonException ex) {
			throw RefusedRequest.malformed("Could not parse the request body as JSON: " + ex.getOriginalMessage());
		}
		throw RefusedRequest.malformed("Expected the request body to be a JSON object");
	}

	static @Nullable String textOrNull(JsonNode json, String key) {
		JsonNode value = json.get(key);
		if (value == null || value.isNull()) {
			return null;
		}
		if (!value.isString()) {
			throw RefusedRequest.malformed("Expected '" + key + "' to be a string, got " + value.getNodeType());
		}
		return value.stringValue();
	}

	static @Nullable Integer numberOrNull(JsonNode json, String key) {
		JsonNode value = json.get(key);
		if (value == null || value.isNull()) {
			return null;
		}
		if (!value.isIntegralNumber() || !value.canConvertToInt()) {
			throw RefusedRequest.malformed("Expected '" + key + "' to be a whole number of 32 bits, got " + value);
		}
		return value.intValue();
	}

	static int number(JsonNode json, String key) {
		Integer number = numberOrNull(json, key);
		if (number == null) {
			throw RefusedRequest.malformed("Expected '" + key + "'");
		}
		return number;
	}

	/** Empty if there is none. */
	static ArrayNode list(JsonNode json, String key) {
		JsonNode value = json.get(key);
		if (value == null || value.isNull()) {
			return array();
		}
		if (value instanceof ArrayNode list) {
			return list;
		}
		throw RefusedRequest.malformed("Expected '" + key + "' to be an array, got " + value.getNodeType());
	}

	static ObjectNode child(JsonNode json, String key) {
		if (json.get(key) instanceof ObjectNode child) {
			return child;
		}
		throw RefusedRequest.malformed("Expected '" + key + "' to be an object");
	}

	static ObjectNode object(JsonNode json, String what) {
		if (json instanceof ObjectNode object) {
			return object;
		}
		throw RefusedRequest.malformed("Expected " + what + " to be an object, got " + json.getNodeType());
	}

	static String type(JsonNode json) {
		String type = textOrNull(json, "type");
		if (type == null) {
			throw RefusedRequest.malformed("Expected 'type' to tell what this is: " + json);
		}
		return type;
	}

	// -- values

	/** @return {@code null}, a {@code Long}, a {@code Double}, a {@code String} or a {@code byte[]} */
	static @Nullable Object value(JsonNode json) {
		String type = type(object(json, "a value"));
		return switch (type) {
			case "null" -> null;
			case "integer" -> integer(json.get("value"));
			case "float" -> real(json.get("value"));
			case "text" -> {
				String text = textOrNull(json, "value");
				if (text == null) {
					throw RefusedRequest.malformed("Expected the 'value' of a text");
				}
				yield text;
			}
			case "blob" -> blob(textOrNull(json, "base64"));
			default -> throw RefusedRequest.malformed("Value type '" + type + "' not recognized");
		};
	}

	private static Long integer(@Nullable JsonNode value) {
		try {
			if (value != null && (value.isString() || value.isIntegralNumber())) {
				return Long.valueOf(value.asString());
			}
		}
		catch (NumberFormatException ex) {
			// Told below
		}
		throw RefusedRequest.malformed("Expected an integer as a decimal string of 64 bits, got " + value);
	}

	private static Double real(@Nullable JsonNode value) {
		if (value == null || !value.isNumber()) {
			throw RefusedRequest.malformed("Expected a float as a number, got " + value);
		}
		return value.doubleValue();
	}

	private static byte[] blob(@Nullable String base64) {
		try {
			if (base64 != null) {
				return Base64.getDecoder().decode(base64);
			}
		}
		catch (IllegalArgumentException ex) {
			// Told below
		}
		throw RefusedRequest.malformed("Expected the 'base64' of a blob");
	}

	/** @param value as the driver gives it */
	static ObjectNode value(@Nullable Object value) {
		ObjectNode json = object();
		if (value == null) {
			json.put("type", "null");
		}
		else if (value instanceof Double || value instanceof Float) {
			json.put("type", "float").put("value", ((Number) value).doubleValue());
		}
		else if (value instanceof Number number) {
			json.put("type", "integer").put("value", number.toString());
		}
		else if (value instanceof byte[] bytes) {
			json.put("type", "blob").put("base64", BASE64.encodeToString(bytes));
		}
		else {
			json.put("type", "text").put("value", value.toString());
		}
		return json;
	}

	/** About how many bytes a value takes in an answer. */
	static long length(@Nullable Object value) {
		int around = 32;
		if (value instanceof byte[] bytes) {
			return around + (bytes.length + 2L) / 3 * 4;
		}
		return (value instanceof String text) ? around + text.length() : around + 20;
	}

	static ObjectNode error(HranaError error) {
		return object().put("message", error.message()).put("code", error.code());
	}

}
