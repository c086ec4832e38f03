package dev.frameline.autoconfigure.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.sync.SyncOperations;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The process that is killed. It does what it reads on its standard input, and dies with the process that wrote there.
 */
public final class KilledNode {

	private static final int WRITERS = 4;

	private KilledNode() {
	}

	public static void main(String[] settings) {
		try {
			PrintedJournal out = new PrintedJournal();
			out.print("starting");
			ConfigurableApplicationContext context = SpringApplication.run(NodeApplication.class, settings);
			out.print("ready");
			obey(context, out);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(2);
		}
		Runtime.getRuntime().halt(0);
	}

	private static void obey(ConfigurableApplicationContext context, PrintedJournal out)
			throws IOException, SQLException {
		DataSource dataSource = context.getBean("dataSource", DataSource.class);
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			String[] words = line.split(" ");
			switch (words[0]) {
				case "write" -> Workload.start(dataSource, out, Long.parseLong(words[1]), WRITERS, Long.parseLong(words[2]));
				case "stand" -> out.print("answer " + Standing.of(context.getBean(SyncOperations.class)));
				case "contents" -> out.print("answer " + Contents.read(dataSource).fingerprint());
				default -> throw new IllegalArgumentException("expected write, stand or contents, got " + line);
			}
		}
	}

}
