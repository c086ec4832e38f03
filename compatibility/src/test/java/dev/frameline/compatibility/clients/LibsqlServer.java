package dev.frameline.compatibility.clients;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.frameline.wal.Frame;

/**
 * A small server of libSQL's frame protocol, as its reference client expects it and with nothing of Frameline's:
 * generations, frames, batches with a baton, and no more memory of who pushed what than the bytes.
 */
final class LibsqlServer implements AutoCloseable {

	private static final String BATON = "more";

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> asked = new CopyOnWriteArrayList<>();

	private final List<Generation> generations = new ArrayList<>();

	/** Of a transaction whose commit frame has not come yet. */
	private final List<byte[]> begun = new ArrayList<>();

	private final HttpServer server;

	private int losing;

	private boolean away;

	/** @param frames of 4120 bytes each, the last one a commit frame */
	private record Generation(byte[] base, List<byte[]> frames) {

	}

	/** @param base the database at frame 0 of generation 1 */
	LibsqlServer(byte[] base) throws IOException {
		this.generations.add(new Generation(base, new ArrayList<>()));
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** What was asked for, as in {@code GET /info}. */
	List<String> asked() {
		return this.asked;
	}

	/** So many pushes from now on are taken, and their answers lost. */
	synchronized void loseAnswersToPushes(int count) {
		this.losing = count;
	}

	/** Ends the generation: what it has become is the base of the next. */
	synchronized void roll() {
		byte[] pages = newest().base();
		for (byte[] frame : newest().frames()) {
			ByteBuffer header = ByteBuffer.wrap(frame);
			int at = (header.getInt(0) - 1) * Frame.PAGE_SIZE;
			pages = Arrays.copyOf(pages, Math.max(pages.length, at + Frame.PAGE_SIZE));
			System.arraycopy(frame, Frame.SIZE - Frame.PAGE_SIZE, pages, at, Frame.PAGE_SIZE);
			if (header.getInt(4) != 0) {
				pages = Arrays.copyOf(pages, header.getInt(4) * Frame.PAGE_SIZE);
			}
		}
		this.generations.add(new Generation(pages, new ArrayList<>()));
	}

	/** Is back where it was some frames ago, as after a restore from an older copy. */
	synchronized void forgetTheLastFrames(int count) {
		List<byte[]> frames = newest().frames();
		frames.subList(frames.size() - count, frames.size()).clear();
	}

	/** From now on another database is behind the same URL. */
	synchronized void become(LibsqlServer other) {
		this.generations.clear();
		synchronized (other) {
			this.generations.addAll(other.generations);
		}
	}

	/** Breaks connections off, or no longer. */
	synchronized void beAway(boolean away) {
		this.away = away;
	}

	private Generation newest() {
		return this.generations.get(this.generations.size() - 1);
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getRawPath();
			this.asked.add(exchange.getRequestMethod() + " " + path);
			byte[] sent = exchange.getRequestBody().readAllBytes();
			String[] segments = path.substring(1).split("/");
			boolean push = exchange.getRequestMethod().equals("POST");
			byte[] answer;
			int status = 200;
			synchronized (this) {
				if (this.away) {
					return;
				}
				answer = switch (segments[0]) {
					case "info" -> json("{\"current_generation\":%d}", this.generations.size());
					case "export" -> this.generations.get(Integer.parseInt(segments[1]) - 1).base();
					case "sync" -> push ? push(segments, sent) : pull(segments);
					default -> null;
				};
				if (answer == null) {
					status = segments[0].equals("sync") ? 400 : 404;
					answer = json("{\"generation\":%d}", this.generations.size());
				}
				if (push && this.losing > 0) {
					this.losing--;
					return;
				}
			}
			exchange.sendResponseHeaders(status, answer.length);
			try (OutputStream body = exchange.getResponseBody()) {
				body.write(answer);
			}
		}
	}

	private byte[] pull(String[] segments) {
		List<byte[]> frames = this.generations.get(Integer.parseInt(segments[1]) - 1).frames();
		int first = Integer.parseInt(segments[2]) - 1;
		int end = Math.min(frames.size(), Integer.parseInt(segments[3]) - 1);
		if (first >= end) {
			return null;
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		frames.subList(first, end).forEach(body::writeBytes);
		return body.toByteArray();
	}

	private byte[] push(String[] segments, byte[] sent) {
		int generation = Integer.parseInt(segments[1]);
		int start = Integer.parseInt(segments[2]);
		List<byte[]> frames = newest().frames();
		if (segments.length < 5) {
			this.begun.clear();
		}
		if (generation != this.generations.size() || start > frames.size() + this.begun.size() + 1) {
			return verdict("conflict", this.generations.size(), frames.size(), null);
		}
		for (int i = 0; i * Frame.SIZE < sent.length; i++) {
			byte[] frame = Arrays.copyOfRange(sent, i * Frame.SIZE, (i + 1) * Frame.SIZE);
			int at = start - 1 + i;
			if (at < frames.size() && !same(frames.get(at), frame)) {
				return verdict("conflict", generation, frames.size(), null);
			}
			if (at >= frames.size()) {
				this.begun.add(frame);
			}
		}
		boolean whole = this.begun.isEmpty() || ByteBuffer.wrap(this.begun.get(this.begun.size() - 1)).getInt(4) != 0;
		if (whole) {
			frames.addAll(this.begun);
			this.begun.clear();
		}
		return verdict("ok", generation, Integer.parseInt(segments[3]) - 1L, whole ? null : BATON);
	}

	/** Page, commit field and content; salts and checksums are each client's own. */
	private static boolean same(byte[] one, byte[] other) {
		return Arrays.equals(one, 0, 8, other, 0, 8)
				&& Arrays.equals(one, Frame.SIZE - Frame.PAGE_SIZE, Frame.SIZE, other, Frame.SIZE - Frame.PAGE_SIZE, Frame.SIZE);
	}

	private static byte[] verdict(String status, int generation, long end, String baton) {
		return json("{\"status\":\"%s\",\"generation\":%d,\"max_frame_no\":%d,\"baton\":%s}", status, generation, end,
				(baton != null) ? '"' + baton + '"' : null);
	}

	private static byte[] json(String format, Object... values) {
		return format.formatted(values).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
