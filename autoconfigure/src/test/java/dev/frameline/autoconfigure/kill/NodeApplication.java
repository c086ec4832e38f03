package dev.frameline.autoconfigure.kill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.autoconfigure.FramelineAutoConfiguration;
import dev.frameline.autoconfigure.FramelineClientAutoConfiguration;
import dev.frameline.autoconfigure.FramelineDataSourceAutoConfiguration;
import dev.frameline.autoconfigure.FramelineServerAutoConfiguration;
import dev.frameline.autoconfigure.FramelineSyncAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** A node and no more, so that a process of its own starts fast. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ FramelineAutoConfiguration.class, FramelineClientAutoConfiguration.class,
		FramelineDataSourceAutoConfiguration.class, FramelineServerAutoConfiguration.class,
		FramelineSyncAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class })
class NodeApplication {

	static List<String> primary(Path file, int port) {
		List<String> settings = common(file);
		settings.addAll(List.of("--frameline.serve.enabled=true", "--frameline.serve.auth=none",
				"--server.address=127.0.0.1", "--server.port=" + port));
		return settings;
	}

	static List<String> replica(Path file, int primaryPort) {
		List<String> settings = common(file);
		settings.addAll(List.of("--frameline.primary.url=http://127.0.0.1:" + primaryPort + "/frameline",
				"--spring.main.web-application-type=none"));
		return settings;
	}

	private static List<String> common(Path file) {
		return new ArrayList<>(List.of("--frameline.path=" + file, "--frameline.write.timeout=1s",
				"--frameline.read.pool-size=4", "--spring.main.banner-mode=off"));
	}

}
