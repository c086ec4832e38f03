package dev.frameline.autoconfigure.http.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

import dev.frameline.FramelineException;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.DefaultEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The protocol on a port of its own, in any application: a server that the application's filters, its security and its
 * public port have nothing to do with. It listens while the context runs.
 */
public final class FramelineHttpServer implements SmartLifecycle {

	/** After the application's own web server, which drains first: its last writes are still followed. */
	private static final int PHASE = DEFAULT_PHASE - 3072;

	private static final Duration DRAIN = Duration.ofSeconds(10);

	private static final Logger logger = LoggerFactory.getLogger(FramelineHttpServer.class);

	private final String database;

	private final HttpHandler handler;

	private final @Nullable InetAddress address;

	private final int port;

	private @Nullable DisposableServer server;

	/**
	 * @param address where to listen; {@code null} for everywhere
	 * @param port 0 for any that is free
	 */
	public FramelineHttpServer(String database, HttpHandler handler, @Nullable InetAddress address, int port) {
		this.database = database;
		this.handler = handler;
		this.address = address;
		this.port = port;
	}

	/**
	 * Where it listens.
	 * @throws IllegalStateException if it does not
	 */
	public synchronized int port() {
		if (this.server == null) {
			throw new IllegalStateException("Database '" + this.database + "': the server of its log is not running");
		}
		return this.server.port();
	}

	@Override
	public synchronized void start() {
		if (this.server != null) {
			return;
		}
		InetSocketAddress where = (this.address != null) ? new InetSocketAddress(this.address, this.port)
				: new InetSocketAddress(this.port);
		try {
			this.server = HttpServer.create()
				.bindAddress(() -> where)
				.channelGroup(new DefaultChannelGroup(new DefaultEventExecutor()))
				.handle(new ReactorHttpHandlerAdapter(this.handler))
				.bindNow();
		}
		catch (RuntimeException ex) {
			throw new FramelineException("Database '" + this.database + "': its log cannot be served at " + where
					+ ", which frameline.serve.port and frameline.serve.address say: " + ex.getMessage(), ex);
		}
		logger.info("Database '{}': its log is served on port {}", this.database, this.server.port());
	}

	/** Lets requests end that have begun. */
	@Override
	public synchronized void stop() {
		if (this.server != null) {
			try {
				this.server.disposeNow(DRAIN);
			}
			catch (IllegalStateException ex) {
				logger.warn("Database '{}': requests for its log were still running after {} s and were cut off",
						this.database, DRAIN.toSeconds(), ex);
			}
			this.server = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.server != null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
