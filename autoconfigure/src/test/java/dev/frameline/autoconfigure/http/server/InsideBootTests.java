package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.wal.Frame;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.MultipartAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

	@Test
	void whoGoesAwayInTheMiddleOfAnAnswerIsNoErrorOfTheApplications() throws Exception {
		byte[] frames = Transactions.bytes(Transactions.of(4000, 0xff));
		this.client.send(request("/frameline/sync/3/1/4001").POST(HttpRequest.BodyPublishers.ofByteArray(frames)).build(),
				BodyHandlers.ofByteArray());
		for (int end = 4001; end > 3951; end--) {
			goAwayInTheMiddleOf("/frameline/sync/3/1/" + end);
			await().until(this::nothingGoesOn);
			assertThat(errorPages().asked).isEmpty();
		}
		assertThat(get("/frameline/info").statusCode()).isEqualTo(200);
	}

	private void goAwayInTheMiddleOf(String path) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", port())) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			socket.getInputStream().readNBytes(1000);
		}
	}

	/**
	 * Tomcat's own word: it tells a request's listeners nothing of its end if a write fails before the thread that the
	 * request came on is through with it.
	 */
	private boolean nothingGoesOn() {
		TomcatWebServer server = (TomcatWebServer) ((ServletWebServerApplicationContext) this.context).getWebServer();
		return ((ThreadPoolExecutor) server.getTomcat().getConnector().getProtocolHandler().getExecutor())
			.getActiveCount() == 0;
	}

	private ErrorPages errorPages() {
		return (ErrorPages) this.context.getBean(FilterRegistrationBean.class).getFilter();
	}

	private HttpResponse<byte[]> get(String path) throws Exception {
		return this.client.send(request(path).GET().build(), BodyHandlers.ofByteArray());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
	}

	private int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/** Requests for which the application's error page was asked. */
	static class ErrorPages extends HttpFilter {

		final transient Queue<String> asked = new ConcurrentLinkedQueue<>();

		@Override
		protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			this.asked.add(request.getMethod() + " " + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI));
			chain.doFilter(request, response);
		}

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

		@Bean
		FilterRegistrationBean<ErrorPages> errorPages() {
			FilterRegistrationBean<ErrorPages> filter = new FilterRegistrationBean<>(new ErrorPages());
			// An error page is included into an answer that has begun
			filter.setDispatcherTypes(DispatcherType.ERROR, DispatcherType.INCLUDE);
			return filter;
		}

	}

}
