package dev.frameline.autoconfigure.http.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Takes connections on the loopback interface and does to them what a test says, byte by byte. Each connection
 * serves one request.
 */
final class ScriptedServer implements Closeable {

	/** What happens to a request once its head and body were read. */
	interface Step {

		void answer(Socket socket, OutputStream out) throws Exception;

	}

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();

	private final List<String> heads = new CopyOnWriteArrayList<>();

	private final List<Exception> failures = new CopyOnWriteArrayList<>();

	ScriptedServer() throws IOException {
		Thread thread = new Thread(this::serve, "scripted-server");
		thread.setDaemon(true);
		thread.start();
	}

	/** The next request is answered with {@code status} and {@code body}. */
	ScriptedServer answer(String status, String body, String... headers) {
		return then((socket, out) -> write(out, status, body.getBytes(StandardCharsets.UTF_8), headers));
	}

	ScriptedServer answer(String status, byte[] body, String... headers) {
		return then((socket, out) -> write(out, status, body, headers));
	}

	/** The next request is treated as {@code step} says. */
	ScriptedServer then(Step step) {
		this.steps.add(step);
		return this;
	}

	/** First line and headers of each request so far. */
	List<String> heads() {
		return this.heads;
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort() + "/base";
	}

	private static void write(OutputStream out, String status, byte[] body, String... headers) throws IOException {
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
		out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
		out.write(body);
		out.flush();
	}

	private void serve() {
		while (!this.server.isClosed()) {
			try (Socket socket = this.server.accept()) {
				read(socket.getInputStream());
				this.steps.take().answer(socket, socket.getOutputStream());
			}
			catch (InterruptedException | IOException ex) {
				this.failures.add(ex);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void read(InputStream in) throws IOException {
		ByteArrayOutputStream head = new ByteArrayOutputStream();
		while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The client went away inside a head");
			}
			head.write(next);
		}
		String text = head.toString(StandardCharsets.US_ASCII);
		this.heads.add(text);
		for (String line : text.split("\r\n")) {
			if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
				in.readNBytes(Integer.parseInt(line.substring(line.indexOf(':') + 1).trim()));
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

}
