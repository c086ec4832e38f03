package dev.frameline.autoconfigure.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/** A {@link KilledNode}, seen from the test. */
final class ChildNode implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 60;

	private final Path log;

	private final Process process;

	private final Thread listener;

	private final Journal journal;

	private final CompletableFuture<String> ready = new CompletableFuture<>();

	private final LinkedBlockingQueue<CompletableFuture<String>> questions = new LinkedBlockingQueue<>();

	private volatile long seen;

	private ChildNode(Path log, Process process, Journal journal) {
		this.log = log;
		this.process = process;
		this.journal = journal;
		this.listener = new Thread(this::listen, "listener to " + process.pid());
		this.listener.setDaemon(true);
		this.listener.start();
	}

	/** @param log where all that it says besides its journal is appended */
	static ChildNode start(Path log, Journal journal, List<String> settings) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "--enable-native-access=ALL-UNNAMED",
						"-cp", System.getProperty("java.class.path"), KilledNode.class.getName(),
						"--logging.threshold.console=off", "--logging.file.name=" + log));
		if (Runtime.version().feature() < 22) {
			command.remove("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(settings);
		Process process = new ProcessBuilder(command)
			.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		return new ChildNode(log, process, journal);
	}

	private void listen() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				hear(line);
			}
		}
		catch (IOException | RuntimeException ex) {
			this.journal.broken("the journal of the process cannot be read: " + ex);
		}
		IllegalStateException dead = new IllegalStateException("the process has died");
		this.ready.completeExceptionally(dead);
		this.questions.forEach((question) -> question.completeExceptionally(dead));
	}

	private void hear(String line) {
		if (line.startsWith("saw ")) {
			this.seen = Math.max(this.seen, Long.parseLong(line.substring(4)));
		}
		if (line.equals("ready")) {
			this.ready.complete(line);
		}
		else if (line.startsWith("answer ")) {
			this.questions.remove().complete(line.substring("answer ".length()));
		}
		else if (!PrintedJournal.replay(line, this.journal) && !line.equals("starting")) {
			this.journal.broken("the process said: " + line);
		}
	}

	ChildNode awaitReady() throws Exception {
		await(this.ready, "to start");
		return this;
	}

	/** Lets it write until it is killed. */
	void write(long firstId, long seed) throws IOException {
		say("write " + firstId + " " + seed);
	}

	String standing() throws Exception {
		return ask("stand");
	}

	/** {@link Contents#fingerprint()}. */
	String contents() throws Exception {
		return ask("contents");
	}

	/** The largest number of counted transactions that this process was shown. */
	long seen() {
		return this.seen;
	}

	/** Expects it to live for so long. */
	void outlive(Duration time) throws InterruptedException {
		assertThat(this.process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)).as("died by itself: " + said()).isFalse();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Kills it, and takes in what it had told by then: {@link Process#destroyForcibly()} would close its pipe. */
	void kill() throws InterruptedException {
		this.process.toHandle().destroyForcibly();
		this.process.waitFor();
		this.listener.join();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

	private String ask(String question) throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.questions.add(answer);
		say(question);
		return await(answer, "to answer '" + question + "'");
	}

	private void say(String line) throws IOException {
		OutputStream in = this.process.getOutputStream();
		in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		in.flush();
	}

	private String await(CompletableFuture<String> future, String what) throws InterruptedException {
		try {
			return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("Expected the process " + what + ". It said: " + said(), ex);
		}
	}

	private String said() {
		try {
			return Files.exists(this.log) ? Files.readString(this.log) : "nothing";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
