package dev.frameline.autoconfigure.http.server;

import java.io.IOException;

import dev.frameline.autoconfigure.http.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

/**
 * A {@link FrameServer} on a reactive server. What may wait, reading a push and writing for a slow reader, does so on
 * Reactor's elastic threads; a pull that is held keeps none.
 */
public final class FramelineHttpHandler implements HttpHandler {

	private static final Logger logger = LoggerFactory.getLogger(FramelineHttpHandler.class);

	private final FrameServer server;

	private final String basePath;

	/** @param basePath what paths begin with, without a slash at its end; paths elsewhere are answered 404 */
	public FramelineHttpHandler(FrameServer server, String basePath) {
		this.server = server;
		this.basePath = basePath;
	}

	/** The response is being listened to before anything is written of it: what is written waits for that. */
	@Override
	public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
		ReactiveReply reply = new ReactiveReply(response);
		return reply.sent()
			.doOnSubscribe((subscription) -> reply.executor().execute(() -> answer(request, reply)));
	}

	private void answer(ServerHttpRequest request, ReactiveReply reply) {
		RequestBody body = new RequestBody(request);
		this.server.handle(asked(request, body), reply).whenComplete((done, failure) -> {
			close(body);
			reply.finish(failure);
		});
	}

	private Request asked(ServerHttpRequest request, RequestBody body) {
		Headers headers = new Headers();
		request.getHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
		return new Request(request.getMethod().name(), path(request), headers, request.getHeaders().getContentLength(),
				body);
	}

	private String path(ServerHttpRequest request) {
		String path = request.getPath().pathWithinApplication().value();
		// Nothing begins with a slash and another one's name
		return (path + "/").startsWith(this.basePath + "/") ? path.substring(this.basePath.length()) : "/elsewhere" + path;
	}

	private static void close(RequestBody body) {
		try {
			body.close();
		}
		catch (IOException ex) {
			logger.debug("A request's body could not be closed", ex);
		}
	}

}
