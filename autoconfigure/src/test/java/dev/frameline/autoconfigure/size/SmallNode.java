package dev.frameline.autoconfigure.size;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineClientAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineServerAutoConfiguration;
import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.autoconfigure.http.server.FramelineHttpServer;
import io.netty.util.internal.PlatformDependent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A node and no more, in a process with little memory. It answers each statement that it reads on its standard input,
 * {@code memory} and {@code roll} besides, and dies with the process that wrote there.
 */
public final class SmallNode {

	private SmallNode() {
	}

	public static void main(String[] settings) {
		try {
			PrintStream out = System.out;
			ConfigurableApplicationContext context = SpringApplication.run(Application.class, settings);
			out.println("ready " + port(context));
			answer(context, out);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(2);
		}
		Runtime.getRuntime().halt(0);
	}

	private static String port(ConfigurableApplicationContext context) {
		FramelineHttpServer own = context.getBeanProvider(FramelineHttpServer.class).getIfAvailable();
		return (own != null) ? String.valueOf(own.port()) : context.getEnvironment().getProperty("local.server.port", "");
	}

	private static void answer(ConfigurableApplicationContext context, PrintStream out) throws IOException, SQLException {
		DataSource dataSource = context.getBean("dataSource", DataSource.class);
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			out.println("answer " + switch (line) {
				case "memory" -> memory();
				case "roll" -> String.valueOf(context.getBean(SyncOperations.class).roll());
				default -> run(dataSource, line);
			});
		}
	}

	/** The first column of a query's first row, or how many rows were changed. */
	private static String run(DataSource dataSource, String sql) throws SQLException {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			if (!statement.execute(sql)) {
				return String.valueOf(statement.getUpdateCount());
			}
			try (ResultSet row = statement.getResultSet()) {
				return row.next() ? row.getString(1) : "";
			}
		}
	}

	/** For people: what the process holds, and the most that it ever did. */
	private static String memory() throws IOException {
		Runtime runtime = Runtime.getRuntime();
		String most = Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmHWM"))
			.findFirst()
			.orElse("VmHWM: unknown");
		return "heap " + (runtime.totalMemory() - runtime.freeMemory()) / 1024 + " of " + runtime.maxMemory() / 1024
				+ " kB, direct memory of Netty " + PlatformDependent.usedDirectMemory() / 1024 + " of "
				+ PlatformDependent.maxDirectMemory() / 1024 + " kB, " + most.replaceAll("\\s+", " ");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class,
			FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class,
			FramelineSyncAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class })
	static class Application {

	}

}
