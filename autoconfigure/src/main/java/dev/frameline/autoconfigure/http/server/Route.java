package dev.frameline.autoconfigure.http.server;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be asked: a method, the first segments of the path, and how many segments there are. */
enum Route {

	INFO("GET", 1, 1, "info"),

	EXPORT("GET", 2, 2, "export"),

	PULL("GET", 4, 4, "sync"),

	PUSH("POST", 4, 5, "sync"),

	RESOLVE("POST", 3, 3, "resolve"),

	ACQUIRE("POST", 2, 2, "lease"),

	RELEASE("DELETE", 2, 2, "lease"),

	QUERIES("POST", 0, 0),

	SQL_2("GET", 1, 1, "v2"),

	SQL_3("GET", 1, 1, "v3"),

	PIPELINE_2("POST", 2, 2, "v2", "pipeline"),

	PIPELINE_3("POST", 2, 2, "v3", "pipeline"),

	CURSOR("POST", 2, 2, "v3", "cursor");

	private static final Set<Route> SQL = EnumSet.of(QUERIES, SQL_2, SQL_3, PIPELINE_2, PIPELINE_3, CURSOR);

	private final String method;

	private final int least;

	private final int most;

	private final List<String> first;

	Route(String method, int least, int most, String... first) {
		this.method = method;
		this.least = least;
		this.most = most;
		this.first = List.of(first);
	}

	boolean is(Request request, List<String> path) {
		return this.method.equals(request.method()) && matches(path);
	}

	/** Whether SQL is asked for. */
	static boolean isSql(Request request, List<String> path) {
		return SQL.stream().anyMatch((route) -> route.is(request, path));
	}

	private boolean matches(List<String> path) {
		return path.size() >= this.least && path.size() <= this.most
				&& path.subList(0, this.first.size()).equals(this.first);
	}

	/** The methods that a path knows, as {@code Allow} lists them; empty if it knows none. */
	static String methodsOf(List<String> path) {
		return Stream.of(values())
			.filter((route) -> route.matches(path))
			.map((route) -> route.method)
			.collect(Collectors.joining(", "));
	}

}
