package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Executor;

import dev.frameline.autoconfigure.http.Headers;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A {@link FrameServer} in a servlet container. Mapped to {@code <base path>/*}, with asynchronous processing
 * supported by it and by every filter before it.
 */
public class FramelineServlet extends HttpServlet {

	private final transient FrameServer server;

	public FramelineServlet(FrameServer server) {
		this.server = server;
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
		AsyncContext async = request.startAsync();
		// How long a pull is held is the log's affair
		async.setTimeout(0);
		async.addListener(new GoneAway());
		String path = (request.getPathInfo() != null) ? request.getPathInfo() : "/";
		Request asked = new Request(request.getMethod(), path, headers(request), request.getContentLengthLong(),
				request.getInputStream());
		// An answer that broke off ends here too: its connection was to be closed, and closes short of its length
		this.server.handle(asked, new ServletReply(async, response)).whenComplete((done, failure) -> async.complete());
	}

	private static Headers headers(HttpServletRequest request) {
		Headers headers = new Headers();
		for (String name : Collections.list(request.getHeaderNames())) {
			headers.put(name, request.getHeader(name));
		}
		return headers;
	}

	/** Writes with {@code setStatus}, never {@code sendError}, so that no error page takes the answer's place. */
	private record ServletReply(AsyncContext async, HttpServletResponse response) implements Reply {

		@Override
		public void begin(int status, Map<String, String> headers, long length) {
			this.response.setStatus(status);
			headers.forEach(this.response::setHeader);
			if (length >= 0) {
				this.response.setContentLengthLong(length);
			}
		}

		@Override
		public void write(byte[] bytes, int length) throws IOException {
			this.response.getOutputStream().write(bytes, 0, length);
		}

		@Override
		public Executor executor() {
			return this.async::start;
		}

	}

	/**
	 * Who goes away in the middle of an answer is no error of the application's: the container would have its error page
	 * take part in an answer that nobody reads.
	 */
	private static final class GoneAway implements AsyncListener {

		@Override
		public void onError(AsyncEvent event) {
			try {
				event.getAsyncContext().complete();
			}
			catch (IllegalStateException ex) {
				// Whoever wrote the answer has ended it at this moment
			}
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			// Nothing is begun twice
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// There is none
		}

		@Override
		public void onComplete(AsyncEvent event) {
			// Nothing is left to do
		}

	}

}
