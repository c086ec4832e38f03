package dev.frameline.autoconfigure.invariants;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What lies between a replica and its primary, byte by byte: every connection ends once it has brought so many bytes
 * to the replica, or stands still there.
 */
final class Narrows implements AutoCloseable {

	/** What becomes of a connection that has brought its bytes. */
	enum Then {

		CUT, STAND_STILL

	}

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch opened = new CountDownLatch(1);

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicLong carried = new AtomicLong();

	private final URI target;

	private final long bytes;

	private final Then then;

	Narrows(Member primary, long bytes, Then then) throws IOException {
		this.target = URI.create(primary.url());
		this.bytes = bytes;
		this.then = then;
		this.threads.execute(this::accept);
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort() + this.target.getPath();
	}

	int connections() {
		return this.connections.get();
	}

	/** Bytes brought to the replica, over all connections. */
	long carried() {
		return this.carried.get();
	}

	/** Lets go on what stands still, and everything from now on. */
	void open() {
		this.opened.countDown();
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket replica = this.server.accept();
				Socket primary = new Socket(this.target.getHost(), this.target.getPort());
				this.connections.incrementAndGet();
				this.threads.execute(() -> carry(replica, primary, false));
				this.threads.execute(() -> carry(primary, replica, true));
			}
			catch (IOException ex) {
				// Closed, or the primary is gone: the replica is told by the end of its connection
			}
		}
	}

	private void carry(Socket from, Socket to, boolean narrow) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[4096];
			long left = this.bytes;
			int count = in.read(buffer);
			while (count >= 0) {
				int part = narrow ? (int) Math.min(count, left) : count;
				out.write(buffer, 0, part);
				if (narrow) {
					this.carried.addAndGet(part);
					left -= part;
				}
				if (part < count) {
					if (this.then == Then.CUT) {
						return;
					}
					this.opened.await();
					out.write(buffer, part, count - part);
					left = Long.MAX_VALUE;
				}
				count = in.read(buffer);
			}
		}
		catch (IOException ex) {
			// One side is gone, and the other is told
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

}
