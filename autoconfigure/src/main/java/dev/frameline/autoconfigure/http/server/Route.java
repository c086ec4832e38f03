package dev.frameline.autoconfigure.http.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be asked: a method, the first segment of the path, and how many segments there are. */
enum Route {

	INFO("GET", "info", 1, 1),

	EXPORT("GET", "export", 2, 2),

	PULL("GET", "sync", 4, 4),

	PUSH("POST", "sync", 4, 5),

	RESOLVE("POST", "resolve", 3, 3),

	ACQUIRE("POST", "lease", 2, 2),

	RELEASE("DELETE", "lease", 2, 2);

	private final String method;

	private final String first;

	private final int least;

	private final int most;

	Route(String method, String first, int least, int most) {
		this.method = method;
		this.first = first;
		this.least = least;
		this.most = most;
	}

	boolean is(Request request, List<String> path) {
		return this.method.equals(request.method()) && matches(path);
	}

	private boolean matches(List<String> path) {
		return path.size() >= this.least && path.size() <= this.most && path.get(0).equals(this.first);
	}

	/** The methods that a path knows, as {@code Allow} lists them; empty if it knows none. */
	static String methodsOf(List<String> path) {
		return Stream.of(values())
			.filter((route) -> route.matches(path))
			.map((route) -> route.method)
			.collect(Collectors.joining(", "));
	}

}
