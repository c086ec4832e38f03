package dev.frameline.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.sqlite.SQLiteJDBCLoader;

/** What a table of ratios should be read with. */
final class Machine {

	private Machine() {
	}

	/** Processors, versions, where the files are, and how much others use the machine. */
	static String describe() {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"));
		try {
			return String.format(Locale.ROOT, "%d processors, Java %s, SQLite %s, %s on %s, load average %.1f",
					Runtime.getRuntime().availableProcessors(), Runtime.version().feature(),
					SQLiteJDBCLoader.getVersion(), directory, Files.getFileStore(directory).type(),
					ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Expected a directory for temporary files: " + directory, ex);
		}
	}

}
