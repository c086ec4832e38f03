package dev.frameline.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.context.aot.AbstractAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application as {@code spring-boot:process-aot} leaves it: sources that make its context, compiled, and hints for
 * a native image.
 *
 * @param directory where it is
 */
record AheadOfTime(Path directory) {

	/** Processes the application for these arguments. */
	static AheadOfTime process(Path directory, String... arguments) throws IOException {
		AheadOfTime processed = new AheadOfTime(directory);
		AbstractAotProcessor.Settings settings = AbstractAotProcessor.Settings.builder()
			.sourceOutput(directory.resolve("sources"))
			.resourceOutput(directory.resolve("classes"))
			.classOutput(directory.resolve("classes"))
			.groupId("dev.frameline")
			.artifactId("demo")
			.build();
		new SpringApplicationAotProcessor(NotesApplication.class, settings, arguments).process();
		processed.compile();
		return processed;
	}

	private void compile() throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d",
				this.directory.resolve("classes").toString(), "-cp", classPath()));
		try (Stream<Path> sources = Files.walk(this.directory.resolve("sources"))) {
			sources.filter((source) -> source.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new))).isZero();
	}

	/** Hints for GraalVM's native image. */
	String hints() throws IOException {
		return Files.readString(this.directory
			.resolve("classes/META-INF/native-image/dev.frameline/demo/reachability-metadata.json"));
	}

	/** A process that runs the application from what was generated. */
	Process start(Path log, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Dspring.aot.enabled=true", "-cp", classPath(), NotesApplication.class.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	private String classPath() {
		return this.directory.resolve("classes") + File.pathSeparator + System.getProperty("java.class.path");
	}

}
