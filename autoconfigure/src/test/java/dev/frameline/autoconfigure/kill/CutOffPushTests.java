package dev.frameline.autoconfigure.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.frameline.wal.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** What a replica that dies while it pushes leaves behind at its primary: nothing. */
@ExtendWith(OutputCaptureExtension.class)
class CutOffPushTests {

	private static final int FRAMES = 300;

	@TempDir
	Path directory;

	@Test
	void aPushThatEndsInTheMiddleOfItsBodyIsOver(CapturedOutput output) throws IOException {
		try (ConfigurableApplicationContext primary = KillRounds
			.node(NodeApplication.primary(this.directory.resolve("app.db"), 0))) {
			int port = primary.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			for (int i = 0; i < 20; i++) {
				pushHalf(port);
			}
		}
		assertThat(output).contains("Graceful shutdown complete")
			.doesNotContain("Graceful shutdown aborted")
			.doesNotContain("IllegalStateException");
	}

	private static void pushHalf(int port) throws IOException {
		int length = FRAMES * Frame.SIZE;
		try (Socket socket = new Socket("127.0.0.1", port)) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST /frameline/sync/1/1/" + (FRAMES + 1) + " HTTP/1.1\r\nHost: primary\r\nContent-Length: "
					+ length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(new byte[length / 2]);
			socket.shutdownOutput();
			// Until the primary has closed the connection
			socket.getInputStream().readAllBytes();
		}
	}

}
