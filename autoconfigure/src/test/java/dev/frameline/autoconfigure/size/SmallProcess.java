package dev.frameline.autoconfigure.size;

import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link SmallNode}, seen from the test. */
final class SmallProcess implements AutoCloseable {

	/** Whether sizes are the full ones, and not 1/64. */
	static final boolean FULL = "full".equals(System.getProperty("frameline.size"));

	/** A node without work needs some 20 MiB of heap. */
	private static final List<String> MEMORY = List.of(FULL ? "-Xmx128m" : "-Xmx28m", "-XX:MaxDirectMemorySize=8m");

	private static final Duration PATIENCE = Duration.ofMinutes(10);

	private final Path log;

	private final Process process;

	private final BufferedReader out;

	private final String port;

	private SmallProcess(Path log, Process process) throws Exception {
		this.log = log;
		this.process = process;
		this.out = process.inputReader(StandardCharsets.UTF_8);
		this.port = hear("ready ");
	}

	/**
	 * Starts one and waits until it is ready.
	 * @param log where all that it says goes
	 */
	static SmallProcess start(Path log, List<String> settings) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
		if (Runtime.version().feature() >= 22) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(MEMORY);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), SmallNode.class.getName(),
				"--logging.threshold.console=off", "--logging.file.name=" + log, "--spring.main.banner-mode=off"));
		command.addAll(settings);
		Process process = new ProcessBuilder(command)
			.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start();
		try {
			return new SmallProcess(log, process);
		}
		catch (Exception | AssertionError ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	/** Base URL of what it serves. */
	String url() {
		return "http://127.0.0.1:" + this.port + "/frameline";
	}

	/** What {@link SmallNode} answers. */
	String ask(String query) throws Exception {
		OutputStream in = this.process.getOutputStream();
		in.write((query + "\n").getBytes(StandardCharsets.UTF_8));
		in.flush();
		return hear("answer ");
	}

	/** All that it has said. */
	String said() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String hear(String beginning) throws Exception {
		CompletableFuture<String> heard = CompletableFuture.supplyAsync(this::line);
		try {
			String line = heard.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			if (line.startsWith(beginning)) {
				return line.substring(beginning.length());
			}
			throw new AssertionError("Expected the process to say '" + beginning + "', got '" + line + "'. It said: " + said());
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("Expected the process to say '" + beginning + "'. It said: " + said(), ex);
		}
	}

	private String line() {
		try {
			return String.valueOf(this.out.readLine());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws Exception {
		this.process.destroyForcibly().waitFor();
	}

}
