package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.ExportCodec;
import dev.frameline.log.FrameSource;
import dev.frameline.wal.FileFrames;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.jspecify.annotations.Nullable;

/** Writes one answer: JSON, frames in runs, or the bytes of a base as the log hands them out. */
final class AnswerWriter implements FrameSource.Sink {

	private static final String BYTES = "application/octet-stream";

	private static final int BUFFER = 64 * 1024;

	private final Reply reply;

	private byte[] buffer = new byte[0];

	private volatile boolean begun;

	AnswerWriter(Reply reply) {
		this.reply = reply;
	}

	/** Whether the status has been sent. */
	boolean begun() {
		return this.begun;
	}

	void write(Answer answer) {
		try {
			if (answer.frames() != null) {
				write(answer, answer.frames());
			}
			else {
				byte[] json = answer.jsonBytes();
				begin(answer.status(), headers(answer, "application/json"), json.length);
				this.reply.write(json, json.length);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Writes an answer that is neither frames nor of the log's protocol. */
	void write(int status, String contentType, byte[] body) {
		try {
			begin(status, Map.of("Content-Type", contentType, "Cache-Control", "no-store"), body.length);
			this.reply.write(body, body.length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void write(Answer answer, Frames frames) throws IOException {
		int count = Math.min(Frames.RUN, frames.count());
		byte[] run = new byte[count * Frame.SIZE];
		// Read before the status is sent, so that a disk that fails is told as a failure
		frames.read(0, count, run, 0);
		Map<String, String> headers = headers(answer, BYTES);
		if (count < frames.count()) {
			headers.put("Connection", "close");
		}
		begin(answer.status(), headers, frames.bytes());
		if (sentAsFile(frames)) {
			return;
		}
		this.reply.write(run, run.length);
		for (int at = count; at < frames.count(); at += count) {
			count = Math.min(Frames.RUN, frames.count() - at);
			frames.read(at, count, run, 0);
			this.reply.write(run, count * Frame.SIZE);
		}
	}

	/** What one run holds was read already. */
	private boolean sentAsFile(Frames frames) throws IOException {
		if (frames.count() <= Frames.RUN || !(frames instanceof FileFrames stored) || stored.file().path() == null) {
			return false;
		}
		return this.reply.send(stored.file().path(), stored.offset(), stored.bytes());
	}

	private static Map<String, String> headers(Answer answer, String contentType) {
		Map<String, String> headers = new LinkedHashMap<>(answer.headers().asMap());
		headers.put("Content-Type", contentType);
		headers.put("Cache-Control", "no-store");
		return headers;
	}

	@Override
	public void expect(long from, long total, @Nullable String sha256) throws IOException {
		ExportCodec.Part part = new ExportCodec.Part(from, total, sha256);
		Answer answer = ExportCodec.encode(part);
		if (answer.json() != null) {
			write(answer);
			return;
		}
		Map<String, String> headers = headers(answer, BYTES);
		headers.put("Connection", "close");
		begin(answer.status(), headers, part.length());
	}

	@Override
	public void accept(ByteBuffer bytes) throws IOException {
		if (!this.begun) {
			expect(0, -1, null);
		}
		if (this.buffer.length == 0) {
			this.buffer = new byte[BUFFER];
		}
		while (bytes.hasRemaining()) {
			int count = Math.min(bytes.remaining(), this.buffer.length);
			bytes.get(this.buffer, 0, count);
			this.reply.write(this.buffer, count);
		}
	}

	/** Ends a base: an empty one has not been begun. */
	void end() {
		try {
			if (!this.begun) {
				expect(0, 0, null);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void begin(int status, Map<String, String> headers, long length) throws IOException {
		this.begun = true;
		this.reply.begin(status, headers, length);
	}

}
