package dev.frameline.autoconfigure.http.client;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

import dev.frameline.autoconfigure.http.Headers;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * A request, at the server that was configured or where that one's redirects have led.
 *
 * @param home the configured server's address
 * @param frames what is sent; {@code null} if nothing is
 * @param redirects how many have led here
 */
record Asked(HttpMethod method, URI uri, URI home, Headers headers, @Nullable Frames frames, int redirects) {

	private static final int MOST_REDIRECTS = 5;

	/** See Other is left out: it makes a {@code GET} of everything, and names an answer elsewhere, not a server. */
	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 307, 308);

	static Asked at(URI uri, HttpMethod method, Headers headers, @Nullable Frames frames) {
		return new Asked(method, uri, uri, headers, frames, 0);
	}

	/** Whether this goes to the configured server, which alone gets the credentials. */
	boolean isHome() {
		return sameOrigin(this.uri, this.home);
	}

	/**
	 * The same request where a redirect leads; {@code null} if that is none, or is not to be followed: more than five,
	 * from {@code https} to anything else, and to another server with frames or anything else that changes its state.
	 * @param location absolute or relative, or {@code null}
	 */
	@Nullable Asked redirected(int status, @Nullable String location) {
		if (!REDIRECTS.contains(status) || location == null || this.redirects == MOST_REDIRECTS) {
			return null;
		}
		URI target = target(location);
		if (target == null || !isHttp(target) || (isSecure(this.uri) && !isSecure(target))) {
			return null;
		}
		if (!this.method.equals(HttpMethod.GET) && !sameOrigin(target, this.home)) {
			return null;
		}
		return new Asked(this.method, target, this.home, this.headers, this.frames, this.redirects + 1);
	}

	private @Nullable URI target(String location) {
		try {
			return this.uri.resolve(location);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static boolean isHttp(URI uri) {
		return uri.getHost() != null && (isSecure(uri) || "http".equalsIgnoreCase(uri.getScheme()));
	}

	private static boolean isSecure(URI uri) {
		return "https".equalsIgnoreCase(uri.getScheme());
	}

	private static boolean sameOrigin(URI one, URI other) {
		return Objects.requireNonNull(one.getScheme()).equalsIgnoreCase(other.getScheme())
				&& Objects.requireNonNull(one.getHost()).equalsIgnoreCase(other.getHost()) && port(one) == port(other);
	}

	private static int port(URI uri) {
		return (uri.getPort() >= 0) ? uri.getPort() : isSecure(uri) ? 443 : 80;
	}

}
