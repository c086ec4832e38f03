package dev.frameline.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.util.FileSystemUtils;

/** The database that a benchmark runs on, in a temporary directory of its own. */
@State(Scope.Benchmark)
public abstract class Subject {

	/** Which of the sides; JMH tries all unless it is told one. */
	@Param
	public Side side = Side.PLAIN;

	private @Nullable Path directory;

	private @Nullable Database database;

	@Setup(Level.Trial)
	public void open() throws Exception {
		this.directory = Files.createTempDirectory("frameline-benchmarks");
		this.database = this.side.open(this.directory);
		begin(this.database);
	}

	/** Takes what the benchmark uses. */
	abstract void begin(Database database);

	@TearDown(Level.Trial)
	public void close() throws Exception {
		try {
			if (this.database != null) {
				this.database.close();
			}
		}
		finally {
			FileSystemUtils.deleteRecursively(this.directory);
		}
	}

}
