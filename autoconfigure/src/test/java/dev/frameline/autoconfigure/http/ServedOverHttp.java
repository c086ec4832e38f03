package dev.frameline.autoconfigure.http;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.server.AccessTokens;
import dev.frameline.autoconfigure.http.server.FrameServer;
import dev.frameline.autoconfigure.http.server.FramelineHttpHandler;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import dev.frameline.autoconfigure.http.server.FramelineServlet;
import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.log.ServedLog;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** A log behind a server on a port of its own on the loopback interface. */
public final class ServedOverHttp implements AutoCloseable {

	/** Warns of every thread of the test's own JVM. */
	private static final Logger CLASS_LOADER_LOG = Logger.getLogger("org.apache.catalina.loader.WebappClassLoaderBase");

	private static final long MOST_PUSH_BYTES = 1L << 32;

	/** What serves: both have to answer alike. */
	public enum Kind {

		/** By the servlet. */
		TOMCAT,

		/** By the reactive handler. */
		NETTY

	}

	private final int port;

	private final Stop stop;

	private ServedOverHttp(int port, Stop stop) {
		this.port = port;
		this.stop = stop;
	}

	/** With everybody let in. */
	public static ServedOverHttp open(Kind kind, ServedLog log, Path directory) throws LifecycleException {
		return open(kind, log, directory, settings(directory, AccessTokens.none(), null));
	}

	public static ServedOverHttp open(Kind kind, ServedLog log, Path directory, ServeSettings settings)
			throws LifecycleException {
		FrameServer server = new FrameServer(log, settings);
		return (kind == Kind.TOMCAT) ? tomcat(server, directory) : netty(server);
	}

	private static ServedOverHttp tomcat(FrameServer server, Path directory) throws LifecycleException {
		Tomcat tomcat = new Tomcat();
		tomcat.setSilent(true);
		CLASS_LOADER_LOG.setLevel(Level.OFF);
		tomcat.setBaseDir(directory.toString());
		tomcat.setHostname("127.0.0.1");
		tomcat.setPort(0);
		tomcat.getConnector().setProperty("address", "127.0.0.1");
		// Two threads: a held pull that kept one would show
		tomcat.getConnector().setProperty("maxThreads", "2");
		tomcat.getConnector().setProperty("minSpareThreads", "1");
		Context context = tomcat.addContext("", directory.toString());
		Wrapper servlet = Tomcat.addServlet(context, "frameline", new FramelineServlet(server));
		servlet.setAsyncSupported(true);
		context.addServletMappingDecoded("/frameline/*", "frameline");
		tomcat.start();
		return new ServedOverHttp(tomcat.getConnector().getLocalPort(), () -> {
			tomcat.stop();
			tomcat.destroy();
		});
	}

	private static ServedOverHttp netty(FrameServer frames) {
		FramelineHttpServer server = new FramelineHttpServer("test", new FramelineHttpHandler(frames, "/frameline"),
				InetAddress.getLoopbackAddress(), 0);
		server.start();
		return new ServedOverHttp(server.port(), server::stop);
	}

	public static ServeSettings settings(Path directory, AccessTokens tokens, @Nullable Secret requiredKey) {
		return new ServeSettings(tokens, requiredKey, directory, MOST_PUSH_BYTES);
	}

	public String url() {
		return "http://127.0.0.1:" + this.port + "/frameline";
	}

	@Override
	public void close() throws LifecycleException {
		this.stop.run();
	}

	@FunctionalInterface
	private interface Stop {

		void run() throws LifecycleException;

	}

}
