package dev.frameline.autoconfigure.container;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;

/** What the environment variables of a primary's container say to those who would follow it. */
final class PrimaryEnvironment {

	/** The connection name that containers and services are recognised by. */
	static final String CONNECTION_NAME = "frameline";

	private static final int DEFAULT_PORT = 8080;

	private static final Pattern SECRET = Pattern.compile("FRAMELINE_SERVE_TOKENS_(\\w+)_SECRET");

	private final Map<String, String> variables;

	PrimaryEnvironment(Map<String, String> variables) {
		this.variables = new TreeMap<>(variables);
	}

	/** Where the primary listens inside of its container. */
	int port() {
		return Integer.parseInt(this.variables.getOrDefault("SERVER_PORT", String.valueOf(DEFAULT_PORT)));
	}

	/**
	 * The primary's base URL.
	 * @param host the container's, from outside
	 * @param port where {@link #port()} is found from outside
	 */
	String url(boolean tls, String host, int port) {
		return (tls ? "https" : "http") + "://" + host + ":" + port
				+ this.variables.getOrDefault("FRAMELINE_SERVE_BASEPATH", "/frameline");
	}

	/** A token that may write, or else one that may read, or else {@code null}. */
	@Nullable Secret token() {
		Secret reading = null;
		for (Map.Entry<String, String> variable : this.variables.entrySet()) {
			Matcher matcher = SECRET.matcher(variable.getKey());
			if (matcher.matches()) {
				String access = this.variables.get("FRAMELINE_SERVE_TOKENS_" + matcher.group(1) + "_ACCESS");
				if (access != null && access.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").equals("readwrite")) {
					return Secret.of(variable.getValue());
				}
				reading = (reading != null) ? reading : Secret.of(variable.getValue());
			}
		}
		return reading;
	}

	/** The key that the primary requires, or {@code null}. */
	@Nullable Secret key() {
		String key = this.variables.get("FRAMELINE_SERVE_REQUIREDKEY");
		return (key != null) ? Secret.of(key) : null;
	}

}
