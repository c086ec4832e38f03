package dev.frameline.autoconfigure.http.server;

import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

import dev.frameline.autoconfigure.http.Headers;

/**
 * A request as {@link FrameServer} sees it.
 *
 * @param method in capitals
 * @param path below the base path, decoded
 * @param headers all of them; of repeated ones the first
 * @param contentLength bytes of the body, or -1 if that was not said
 * @param body read on the thread that hands the request in
 */
public record Request(String method, String path, Headers headers, long contentLength, InputStream body) {

	/** The path's segments. Empty ones do not count: a base URL that ends with a slash makes {@code //info}. */
	List<String> segments() {
		return Stream.of(this.path.split("/")).filter((segment) -> !segment.isEmpty()).toList();
	}

}
