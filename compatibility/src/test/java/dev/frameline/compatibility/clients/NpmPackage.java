package dev.frameline.compatibility.clients;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A package of npm's, installed below {@code target} the first time that a build needs it. No script of a package is
 * run, and there is no lock file: the version is exact.
 *
 * @param name as npm knows it
 * @param version exact
 */
record NpmPackage(String name, String version) {

	private static final Logger logger = LoggerFactory.getLogger(NpmPackage.class);

	private static final int MINUTES = 5;

	/**
	 * What came of installing a package.
	 *
	 * @param modules the directory of modules that has it
	 * @param failure why there is none
	 */
	record Installation(@Nullable Path modules, @Nullable String failure) {

	}

	/**
	 * Installs it, unless that was done or tried.
	 * @param context of any test
	 * @throws IllegalStateException if it cannot be had although {@code CI} is {@code true} and Node is there
	 */
	Installation install(ExtensionContext context) {
		return context.getRoot()
			.getStore(Namespace.create(NpmPackage.class))
			.computeIfAbsent(this, NpmPackage::install, Installation.class);
	}

	private Installation install() {
		Optional<String> missing = Stream.of("node", "npm").filter((program) -> !isThere(program)).findFirst();
		if (missing.isPresent()) {
			return failed("there is no " + missing.get() + " on the PATH");
		}
		try {
			return new Installation(modules(), null);
		}
		catch (IOException | InterruptedException ex) {
			if (Boolean.parseBoolean(System.getenv("CI"))) {
				throw new IllegalStateException(this + " could not be installed", ex);
			}
			return failed(String.valueOf(ex.getMessage()));
		}
	}

	private Installation failed(String why) {
		logger.warn("Tests with {} are SKIPPED: {}", this, why);
		return new Installation(null, why);
	}

	private static boolean isThere(String program) {
		return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
	}

	private Path modules() throws IOException, InterruptedException {
		Path packages = Files.createDirectories(Path.of(System.getProperty("basedir", ""), "target", "npm").toAbsolutePath());
		Path whole = packages.resolve(this.name.replace('/', '-') + "-" + this.version);
		if (!Files.exists(whole)) {
			Path draft = packages.resolve(whole.getFileName() + "-draft");
			FileSystemUtils.deleteRecursively(draft);
			Files.createDirectory(draft);
			npm(draft, packages.resolve(whole.getFileName() + ".txt"));
			Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE);
		}
		return whole.resolve("node_modules");
	}

	private void npm(Path directory, Path output) throws IOException, InterruptedException {
		Process npm = new ProcessBuilder("npm", "install", this.toString(), "--prefix", ".", "--no-save",
				"--no-package-lock", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit", "--no-fund",
				"--no-update-notifier", "--loglevel=error", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
				throw new IOException("npm took more than " + MINUTES + " minutes");
			}
		}
		finally {
			npm.destroyForcibly();
		}
		if (npm.exitValue() != 0) {
			throw new IOException("npm said: " + Files.readString(output).strip());
		}
	}

	@Override
	public String toString() {
		return this.name + "@" + this.version;
	}

}
