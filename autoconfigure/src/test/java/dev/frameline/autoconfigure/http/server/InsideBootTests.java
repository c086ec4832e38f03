package dev.frameline.autoconfigure.http.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.wal.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** The servlet behind Boot's own filters and beside its error page. */
class InsideBootTests {

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.context = new SpringApplication(Application.class).run("--server.port=0", "--server.address=127.0.0.1",
				"--spring.main.banner-mode=off");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void theJsonOfA400IsNotReplacedByAnErrorPage() throws Exception {
		HttpResponse<byte[]> response = get("/frameline/sync/3/1/129");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(new String(response.body()))
			.isEqualTo("{\"status\":\"checkpoint_needed\",\"generation\":3,\"max_frame_no\":0,\"baton\":null}");
	}

	@Test
	void doubledSlashesAreTolerated() throws Exception {
		assertThat(get("/frameline//info").statusCode()).isEqualTo(200);
	}

	@Test
	void framesPassTheFiltersUnchanged() throws Exception {
		byte[] frames = Transactions.bytes(Transactions.of(400, 0xff));
		HttpResponse<byte[]> pushed = this.client.send(
				request("/frameline/sync/3/1/401").POST(HttpRequest.BodyPublishers.ofByteArray(frames)).build(),
				BodyHandlers.ofByteArray());
		assertThat(pushed.statusCode()).isEqualTo(200);
		HttpResponse<byte[]> pulled = get("/frameline/sync/3/1/401");
		assertThat(pulled.body()).isEqualTo(frames).hasSize(400 * Frame.SIZE);
	}

	@Test
	void aFormLikeContentTypeDoesNotEatTheBody() throws Exception {
		byte[] frames = Transactions.bytes(Transactions.of(2, 0xff));
		HttpResponse<byte[]> pushed = this.client.send(request("/frameline/sync/3/1/3")
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofByteArray(frames))
			.build(), BodyHandlers.ofByteArray());
		assertThat(pushed.statusCode()).isEqualTo(200);
	}

	private HttpResponse<byte[]> get(String path) throws Exception {
		return this.client.send(request(path).GET().build(), BodyHandlers.ofByteArray());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(
				URI.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + path));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, ErrorMvcAutoConfiguration.class, HttpEncodingAutoConfiguration.class,
			MultipartAutoConfiguration.class })
	static class Application {

		@Bean
		ServletRegistrationBean<FramelineServlet> frames() {
			FrameServer server = new FrameServer(new MemoryLog(1),
					ServedOverHttp.settings(Path.of(System.getProperty("java.io.tmpdir")), AccessTokens.none(), null));
			return new ServletRegistrationBean<>(new FramelineServlet(server), "/frameline/*");
		}

	}

}
