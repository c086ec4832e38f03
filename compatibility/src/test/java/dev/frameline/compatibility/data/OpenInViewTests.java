package dev.frameline.compatibility.data;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Library;
import dev.frameline.compatibility.Side;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With open-in-view, which is Boot's default, one session and so one connection serves all transactions of a web
 * request. What begins with a read-only transaction has to be able to write afterwards, and to see what it wrote.
 */
class OpenInViewTests {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class, Library.JPA).with("spring.jpa.open-in-view=true");

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void aRequestReadsThenWritesThenReads(Side side) throws Exception {
		assertThat(post(side, "/read-write-read")).isEqualTo("[] [written] [written]");
		cluster.assertNotes(side, "written");
	}

	@ParameterizedTest
	@EnumSource
	void aRequestWritesTwice(Side side) throws Exception {
		assertThat(post(side, "/write-twice")).isEqualTo("[first, second]");
		cluster.assertNotes(side, "first", "second");
	}

	private String post(Side side, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.address(side) + path))
			.POST(HttpRequest.BodyPublishers.noBody())
			.build();
		HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

	@RestController
	static class Requests {

		private final EntityManager entities;

		private final TransactionTemplate reading;

		private final TransactionTemplate writing;

		Requests(EntityManager entities, PlatformTransactionManager transactions) {
			this.entities = entities;
			this.reading = new TransactionTemplate(transactions);
			this.reading.setReadOnly(true);
			this.writing = new TransactionTemplate(transactions);
		}

		@PostMapping("/read-write-read")
		String readWriteRead() {
			String before = String.valueOf(this.reading.<List<String>>execute((status) -> texts()));
			write("written");
			String outside = String.valueOf(texts());
			return before + " " + outside + " " + this.reading.<List<String>>execute((status) -> texts());
		}

		@PostMapping("/write-twice")
		String writeTwice() {
			write("first");
			write("second");
			return String.valueOf(texts());
		}

		private void write(String text) {
			this.writing.executeWithoutResult((status) -> this.entities.persist(new NoteEntity(text)));
		}

		private List<String> texts() {
			return this.entities.createQuery("select n.text from NoteEntity n order by n.id", String.class)
				.getResultList();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EntityScan(basePackageClasses = NoteEntity.class)
	@Import(Requests.class)
	static class Application {

	}

}
