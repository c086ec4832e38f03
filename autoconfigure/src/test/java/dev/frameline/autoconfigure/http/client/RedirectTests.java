package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;

import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Mark;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.Export;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceException.Kind;
import dev.frameline.wal.Frame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.autoconfigure.http.client.Upstreams.failure;
import static dev.frameline.autoconfigure.http.client.Upstreams.result;
import static org.assertj.core.api.Assertions.assertThat;

/** Where redirects lead, and what goes along. */
class RedirectTests {

	private static final String KEY = "AAECAwQFBgcICQoLDA0ODw==";

	private static final String INFO = "{\"current_generation\":7}";

	private ScriptedServer server;

	private ScriptedServer other;

	private HttpUpstream upstream;

	@BeforeEach
	void start() throws IOException {
		this.server = new ScriptedServer();
		this.other = new ScriptedServer();
		this.upstream = Upstreams.to(this.server.url(), "s3cret", KEY, Upstreams.REQUEST_TIMEOUT);
	}

	@AfterEach
	void stop() throws IOException {
		this.upstream.close();
		this.server.close();
		this.other.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "301 Moved", "302 Found", "307 Temporary", "308 Permanent" })
	void withinTheServerCredentialsGoAlong(String status) {
		this.server.answer(status, "<html>over there</html>", "Location: /elsewhere/info").answer("200 OK", INFO);
		assertThat(result(this.upstream.info()).generation()).isEqualTo(7);
		assertThat(this.server.heads()).hasSize(2);
		assertThat(this.server.heads().get(1)).startsWith("GET /elsewhere/info ")
			.containsIgnoringCase("authorization: Bearer s3cret")
			.contains(KEY);
	}

	@Test
	void toAnotherServerNoCredentialsGo() {
		this.server.answer("302 Found", "", "Location: " + this.other.url() + "/info");
		this.other.answer("200 OK", INFO);
		assertThat(result(this.upstream.info()).generation()).isEqualTo(7);
		assertThat(this.other.heads()).singleElement()
			.asString()
			.doesNotContainIgnoringCase("authorization")
			.doesNotContain(KEY, "s3cret");
	}

	@Test
	void credentialsComeBackWithTheirServer() {
		this.server.answer("302 Found", "", "Location: " + this.other.url() + "/info").answer("200 OK", INFO);
		this.other.answer("302 Found", "", "Location: " + this.server.url() + "/back");
		assertThat(result(this.upstream.info()).generation()).isEqualTo(7);
		assertThat(this.server.heads().get(1)).startsWith("GET /base/back ").contains("s3cret");
	}

	@Test
	void aPullAndABaseAreRedirectedToo() {
		this.server.answer("307 Temporary", "", "Location: pulled")
			.answer("200 OK", Transactions.bytes(Transactions.of(1, 7)))
			.answer("307 Temporary", "", "Location: " + this.other.url() + "/base");
		this.other.answer("200 OK", new byte[4096]);
		assertThat(result(this.upstream.pull(new Pull(null, Mark.of(1, 0, null), 10, Duration.ZERO))))
			.isInstanceOf(Pulled.Batch.class);
		assertThat(this.server.heads().get(1)).startsWith("GET /base/sync/1/1/pulled ");
		assertThat(result(this.upstream.export(Export.whole(1), ByteBuffer::remaining))).isEqualTo(4096);
	}

	@Test
	void aPushGoesToWhereItsServerSays() {
		this.server.answer("307 Temporary", "", "Location: /there")
			.answer("200 OK", "{\"status\":\"ok\",\"generation\":1,\"max_frame_no\":1,\"baton\":null}");
		assertThat(result(this.upstream.append(append()))).isInstanceOf(Appended.Accepted.class);
		assertThat(this.server.heads().get(1)).startsWith("POST /there ")
			.containsIgnoringCase("content-length: " + Frame.SIZE);
	}

	@Test
	void nothingIsWrittenToAnotherServer() {
		this.server.answer("307 Temporary", "", "Location: " + this.other.url() + "/sync/1/1/2");
		assertThat(result(this.upstream.append(append()))).isInstanceOf(Appended.Refused.class);
		assertThat(this.other.heads()).isEmpty();
	}

	@Test
	void aLoopEnds() {
		for (int i = 0; i < 6; i++) {
			this.server.answer("302 Found", "", "Location: /base/info");
		}
		assertNotFollowed();
		assertThat(this.server.heads()).hasSize(6);
	}

	@ParameterizedTest
	@ValueSource(strings = { "303 See Other", "304 Not Modified", "300 Multiple Choices" })
	void otherStatusesLeadNowhere(String status) {
		this.server.answer(status, "", "Location: " + this.other.url() + "/info");
		assertNotFollowed();
		assertThat(this.other.heads()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Location: none", "Location: ", "Location: http://[bad", "Location: file:///etc/passwd",
			"Location: ftp://host/info", "Location: http:///info" })
	void aLocationThatIsNoneLeadsNowhere(String location) {
		this.server.answer("302 Found", "", location);
		if (location.equals("Location: ")) {
			// An empty one is the request's own address
			for (int i = 0; i < 5; i++) {
				this.server.answer("302 Found", "", location);
			}
		}
		assertNotFollowed();
	}

	private void assertNotFollowed() {
		SourceException failure = failure(this.upstream.info());
		assertThat(failure.kind()).isEqualTo(Kind.PROTOCOL);
		assertThat(failure).hasMessageContaining("This redirect is not followed")
			.hasMessageContaining("frameline.primary.url");
	}

	/** Of one frame, to a server without identity. */
	private static Append append() {
		return new Append(null, new CommitId(new UUID(1, 2), 1), Fence.NONE, Mark.of(1, 0, null), Transactions.of(1, 7));
	}

}
