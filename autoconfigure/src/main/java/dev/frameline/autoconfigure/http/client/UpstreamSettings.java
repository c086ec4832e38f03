package dev.frameline.autoconfigure.http.client;

import java.net.URI;
import java.time.Duration;

import dev.frameline.autoconfigure.Secret;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * How to reach a primary.
 *
 * @param url base of its sync protocol, {@code http} or {@code https}; libSQL's {@code libsql} is taken for
 * {@code https}. Slashes at its end do not count
 * @param token sent as {@code Authorization: Bearer}, or {@code null}
 * @param encryptionKey sent as {@code x-turso-encryption-key}, or {@code null}
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long an answer may take, beyond what it may be held
 * @param sslBundle whom to trust, and who to be, over {@code https}; {@code null} for what the Java platform trusts
 */
public record UpstreamSettings(String url, @Nullable Secret token, @Nullable Secret encryptionKey,
		Duration connectTimeout, Duration requestTimeout, @Nullable SslBundle sslBundle) {

	public UpstreamSettings {
		url = normalized(url);
		if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
			throw new IllegalArgumentException("Expected timeouts of at least a millisecond, got connect "
					+ connectTimeout + " and request " + requestTimeout);
		}
		if (sslBundle != null && !url.regionMatches(true, 0, "https:", 0, 6)) {
			throw new IllegalArgumentException("An SSL bundle is given, and the primary's URL '" + url
					+ "' would not use it: expected one that begins with https");
		}
	}

	private static String normalized(String url) {
		URI uri = parse(url.strip().replaceFirst("^libsql://", "https://"));
		boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
		if (!http || uri.getHost() == null) {
			throw new IllegalArgumentException(
					"Expected the primary's URL as http://host:port/path or https://host/path, got '" + masked(uri) + "'");
		}
		if (uri.getRawUserInfo() != null) {
			throw new IllegalArgumentException("The primary's URL '" + masked(uri)
					+ "' carries credentials. Move them to frameline.primary.auth-token, which is never printed");
		}
		if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
			throw new IllegalArgumentException("The primary's URL '" + masked(uri)
					+ "' has a query or a fragment; requests are paths below it, so it may have neither");
		}
		return uri.toString().replaceFirst("/+$", "");
	}

	private static URI parse(String url) {
		try {
			return URI.create(url);
		}
		catch (IllegalArgumentException ex) {
			// Neither the text nor the cause, which repeats it: it may hold credentials
			throw new IllegalArgumentException("The primary's URL cannot be read as a URL");
		}
	}

	private static String masked(URI uri) {
		return uri.getScheme() + "://" + uri.getHost() + ((uri.getPort() >= 0) ? ":" + uri.getPort() : "")
				+ ((uri.getRawPath() != null) ? uri.getRawPath() : "");
	}

}
