package dev.frameline.compatibility.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A process of Node's that runs one of the scripts in {@code clients/} and answers one question at a time, a line of
 * JSON each way. Not safe for more than one thread.
 */
final class NodeScript {

	/** How long an answer may take. */
	private static final Duration LIMIT = Duration.ofSeconds(60);

	/** What stands in the queue after the last answer; no line of JSON is empty. */
	private static final String END = "";

	private final Process process;

	private final Path errors;

	private final Writer questions;

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private NodeScript(Process process, Path errors) {
		this.process = process;
		this.errors = errors;
		this.questions = process.outputWriter(StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "answers of process " + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts a script.
	 * @param name of the script
	 * @param modules where it finds its packages
	 * @param errors the file for what it says besides its answers
	 */
	static NodeScript start(String name, Path modules, Path errors) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("node", script(name).toString()).redirectError(errors.toFile());
		builder.environment().put("NODE_PATH", modules.toString());
		return new NodeScript(builder.start(), errors);
	}

	private static Path script(String name) {
		try {
			return Path.of(NodeScript.class.getResource("/clients/" + name).toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.answers.add(line);
			}
		}
		catch (IOException ex) {
			// The process was killed; there is no further answer, which is what END says
		}
		this.answers.add(END);
	}

	/**
	 * Asks and waits for the answer.
	 * @param question what the script knows it by
	 * @param details what goes with it
	 * @throws IllegalStateException if no answer comes in time, or the process ends instead
	 */
	JsonNode ask(String question, ObjectNode details) {
		try {
			this.questions.write(details.put("question", question) + "\n");
			this.questions.flush();
		}
		catch (IOException ex) {
			throw failure("could not be asked to " + question, ex);
		}
		return JsonMapper.shared().readTree(answer(question));
	}

	private String answer(String question) {
		String line;
		try {
			line = this.answers.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failure("was interrupted when asked to " + question, ex);
		}
		if (line == null) {
			throw failure("did not " + question + " within " + LIMIT, null);
		}
		if (line.equals(END)) {
			throw failure("ended when asked to " + question, null);
		}
		return line;
	}

	/** The process is of no further use. */
	private IllegalStateException failure(String what, @Nullable Exception cause) {
		kill();
		try {
			return new IllegalStateException("The client " + what + " (exit value " + this.process.exitValue() + "): "
					+ Files.readString(this.errors).strip(), cause);
		}
		catch (IOException ex) {
			return new IllegalStateException("The client " + what + ", and nothing is known of why", ex);
		}
	}

	/** Ends the process, whatever it does. */
	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

}
