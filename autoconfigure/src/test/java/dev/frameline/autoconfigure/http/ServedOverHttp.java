package dev.frameline.autoconfigure.http;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.server.AccessTokens;
import dev.frameline.autoconfigure.http.server.FrameServer;
import dev.frameline.autoconfigure.http.server.FramelineServlet;
import dev.frameline.autoconfigure.http.server.ServeSettings;
import dev.frameline.log.ServedLog;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/** A log behind Tomcat on a port of its own on the loopback interface. */
public final class ServedOverHttp implements AutoCloseable {

	/** Warns of every thread of the test's own JVM. */
	private static final Logger CLASS_LOADER_LOG = Logger.getLogger("org.apache.catalina.loader.WebappClassLoaderBase");

	private final Tomcat tomcat = new Tomcat();

	public ServedOverHttp(ServedLog log, Path directory, ServeSettings settings) throws LifecycleException {
		this.tomcat.setSilent(true);
		CLASS_LOADER_LOG.setLevel(Level.OFF);
		this.tomcat.setBaseDir(directory.toString());
		this.tomcat.setHostname("127.0.0.1");
		this.tomcat.setPort(0);
		this.tomcat.getConnector().setProperty("address", "127.0.0.1");
		// Two threads: a held pull that kept one would show
		this.tomcat.getConnector().setProperty("maxThreads", "2");
		this.tomcat.getConnector().setProperty("minSpareThreads", "1");
		Context context = this.tomcat.addContext("", directory.toString());
		Wrapper servlet = Tomcat.addServlet(context, "frameline", new FramelineServlet(new FrameServer(log, settings)));
		servlet.setAsyncSupported(true);
		context.addServletMappingDecoded("/frameline/*", "frameline");
		this.tomcat.start();
	}

	public static ServedOverHttp open(ServedLog log, Path directory) throws LifecycleException {
		return new ServedOverHttp(log, directory, settings(directory, AccessTokens.none(), null));
	}

	public static ServeSettings settings(Path directory, AccessTokens tokens, @Nullable Secret requiredKey) {
		return new ServeSettings(tokens, requiredKey, directory, ServeSettings.MOST_PUSH_BYTES);
	}

	public String url() {
		return "http://127.0.0.1:" + this.tomcat.getConnector().getLocalPort() + "/frameline";
	}

	@Override
	public void close() throws LifecycleException {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

}
