package dev.frameline.autoconfigure.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import dev.frameline.autoconfigure.Secret;
import dev.frameline.autoconfigure.http.MemoryLog;
import dev.frameline.autoconfigure.http.ServedOverHttp;
import dev.frameline.autoconfigure.http.Transactions;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The server as libSQL's own clients talk to it: no Frameline header, no Content-Type. */
@ParameterizedClass
@EnumSource
class LibsqlRequestsTests {

	@Parameter
	private ServedOverHttp.Kind kind;

	private final MemoryLog log = new MemoryLog(4);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@TempDir
	Path directory;

	private ServedOverHttp served;

	@BeforeEach
	void start() throws Exception {
		this.served = ServedOverHttp.open(this.kind, this.log, this.directory);
	}

	@AfterEach
	void stop() throws Exception {
		this.served.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/info", "//info", "/info/" })
	void infoHasTheOneKeyThatTheyRead(String path) throws Exception {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"current_generation\":3");
	}

	@Test
	void aBearerWithNothingBehindItIsTolerated() throws Exception {
		assertThat(send(request("/info").header("authorization", "Bearer ").GET()).statusCode()).isEqualTo(200);
		assertThat(send(request("/info").header("authorization", "Bearer").GET()).statusCode()).isEqualTo(200);
	}

	@Test
	void exportIsTheBaseWithItsLength() throws Exception {
		HttpResponse<byte[]> response = export();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(this.log.base.length);
		assertThat(response.body()).isEqualTo(this.log.base);
	}

	@Test
	void exportTellsWhatItIsAndThatItCanBeContinued() throws Exception {
		HttpResponse<byte[]> response = export();
		assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
		assertThat(header(response, "ETag")).isEqualTo("\"" + this.log.sha256() + "\"");
		byte[] digest = HexFormat.of().parseHex(this.log.sha256());
		assertThat(header(response, "Repr-Digest"))
			.isEqualTo("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
		assertThat(response.headers().firstValue("Content-Range")).isEmpty();
	}

	@Test
	void exportOfARangeIsTheRestOfIt() throws Exception {
		int size = this.log.base.length;
		HttpResponse<byte[]> response = export("Range", "bytes=5000-");
		assertThat(response.statusCode()).isEqualTo(206);
		assertThat(header(response, "Content-Range")).isEqualTo("bytes 5000-" + (size - 1) + "/" + size);
		assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(size - 5000);
		assertThat(response.body()).isEqualTo(Arrays.copyOfRange(this.log.base, 5000, size));
		assertThat(export("Range", "bytes=" + (size - 1) + "-").body()).hasSize(1);
	}

	@Test
	void exportOfARangeOfAnotherBaseIsAllOfThisOne() throws Exception {
		HttpResponse<byte[]> same = export("Range", "bytes=5000-", "If-Range", "\"" + this.log.sha256() + "\"");
		assertThat(same.statusCode()).isEqualTo(206);
		HttpResponse<byte[]> other = export("Range", "bytes=5000-", "If-Range", "\"" + "0".repeat(64) + "\"");
		assertThat(other.statusCode()).isEqualTo(200);
		assertThat(other.body()).isEqualTo(this.log.base);
		assertThat(export("Range", "bytes=5000-", "If-Range", "W/\"" + this.log.sha256() + "\"").statusCode())
			.isEqualTo(200);
	}

	@Test
	void exportFromBeyondTheEndIs416() throws Exception {
		int size = this.log.base.length;
		for (int from : new int[] { size, size + 1 }) {
			HttpResponse<byte[]> response = export("Range", "bytes=" + from + "-");
			assertThat(response.statusCode()).isEqualTo(416);
			assertThat(header(response, "Content-Range")).isEqualTo("bytes */" + size);
			assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"out_of_range\"");
		}
	}

	@Test
	void exportOfOtherRangesIsAllOfIt() throws Exception {
		for (String range : new String[] { "bytes=0-", "bytes=5-9", "bytes=-5", "bytes=1-2,4-5", "pages=1-" }) {
			HttpResponse<byte[]> response = export("Range", range);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.body()).isEqualTo(this.log.base);
		}
	}

	@Test
	void exportOfAGenerationThatIsNotKeptIsGone() throws Exception {
		assertThat(get("/export/2").statusCode()).isEqualTo(410);
	}

	@Test
	void framesComeWithoutAnEnvelope() throws Exception {
		this.log.commit(5, 7);
		HttpResponse<byte[]> response = this.client.send(request("/sync/3/1/129").GET().build(), BodyHandlers.ofByteArray());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).hasSize(5 * Frame.SIZE);
	}

	@Test
	void nothingMoreIsA400WithAllFourKeys() throws Exception {
		this.log.commit(5, 7);
		HttpResponse<String> response = get("/sync/3/6/134");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body())
			.isEqualTo("{\"status\":\"checkpoint_needed\",\"generation\":3,\"max_frame_no\":5,\"baton\":null}");
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
	}

	@Test
	void aGenerationThatIsNotKeptIsNeverToldAsItsEnd() throws Exception {
		HttpResponse<String> response = get("/sync/2/6/134");
		assertThat(response.statusCode()).isEqualTo(410);
		assertThat(response.body()).doesNotContain("\"generation\"");
	}

	@Test
	void aClientThatIsAheadIsNotToldThatItIsUpToDate() throws Exception {
		assertThat(get("/sync/3/50/178").statusCode()).isEqualTo(409);
	}

	@Test
	void pushIsAnsweredWithTheEndOfItsRange() throws Exception {
		HttpResponse<String> first = push("/sync/3/1/4", Transactions.of(3, 7));
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(first.body()).isEqualTo("{\"status\":\"ok\",\"generation\":3,\"max_frame_no\":3,\"baton\":null}");
		push("/sync/3/4/6", Transactions.of(2, 8));
		assertThat(push("/sync/3/1/4", Transactions.of(3, 7)).body()).contains("\"ok\"").contains("\"max_frame_no\":3");
	}

	@Test
	void pushOfOtherBytesIsAConflictAnd200() throws Exception {
		push("/sync/3/1/4", Transactions.of(3, 7));
		HttpResponse<String> response = push("/sync/3/1/4", Transactions.of(3, 8));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).isEqualTo("{\"status\":\"conflict\",\"generation\":3,\"max_frame_no\":3,\"baton\":null}");
	}

	@Test
	void aTransactionOfTwoBatchesIsHiddenUntilTheSecondWhichNamesTheBaton() throws Exception {
		Frames whole = Transactions.of(200, 7);
		assertThat(push("/sync/3/1/129", whole.slice(0, 128)).body()).contains("\"max_frame_no\":128")
			.contains("\"baton\":\"baton-1\"");
		assertThat(get("/sync/3/1/129").statusCode()).isEqualTo(400);
		assertThat(push("/sync/3/129/201/baton-1", whole.slice(128, 200)).body()).contains("\"max_frame_no\":200");
		assertThat(get("/sync/3/1/129").statusCode()).isEqualTo(200);
	}

	@Test
	void pushWithoutATurnIsA503ThatSaysWhenToComeAgain() throws Exception {
		this.log.keepBusy(Duration.ofMillis(1500));
		HttpResponse<String> response = push("/sync/3/1/4", Transactions.of(3, 7));
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("2");
		assertThat(response.body()).doesNotContain("conflict");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sync/3/1/3", "/sync/3/1/9" })
	void aBodyThatIsNotAsLongAsItsPathSaysIsMalformed(String path) throws Exception {
		HttpResponse<String> response = push(path, Transactions.of(3, 7));
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"malformed\"").contains("bytes of frames");
		assertThat(this.log.end().position().frame()).isZero();
	}

	@Test
	void aChunkedBodyThatIsTooLongIsMalformed() throws Exception {
		byte[] frames = Transactions.bytes(Transactions.of(3, 7));
		HttpResponse<String> response = send(request("/sync/3/1/3")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(frames))));
		assertThat(response.statusCode()).isEqualTo(400);
	}

	@Test
	void aBodyThatIsCutLeavesNothingBehind() throws Exception {
		URI url = URI.create(this.served.url());
		try (Socket socket = new Socket(url.getHost(), url.getPort())) {
			socket.getOutputStream().write(("POST /frameline/sync/3/1/301 HTTP/1.1\r\nHost: x\r\nContent-Length: "
					+ 300 * Frame.SIZE + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			socket.getOutputStream().write(new byte[100 * Frame.SIZE]);
			socket.shutdownOutput();
			drain(socket.getInputStream());
		}
		assertThat(this.log.end().position().frame()).isZero();
		assertThat(this.directory.toFile().list((dir, name) -> name.startsWith("frameline-push-"))).isEmpty();
	}

	@Test
	void aPushThatCannotBeKeptIsJsonAnd500() throws Exception {
		Path missing = this.directory.resolve("missing");
		try (ServedOverHttp broken = ServedOverHttp.open(this.kind, this.log, this.directory,
				ServedOverHttp.settings(missing, AccessTokens.none(), null))) {
			HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(broken.url() + "/sync/3/1/301"))
				.POST(frames(Transactions.of(300, 7))));
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(response.body()).contains("\"error\"").doesNotContain("\"generation\"");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/sync/0/1/2", "/sync/3/0/5", "/sync/3/5/5", "/sync/3/-1/5", "/sync/3/1/99999999999999999999",
			"/sync/3/x/y", "/export/0", "/export/x" })
	void numbersOutOfRangeAreMalformedAndNeverAnEndOfGeneration(String path) throws Exception {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"malformed\"").doesNotContain("\"generation\":");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/nothing", "/sync/3", "/info/more", "/v1/pipeline" })
	void unknownPathsAreJsonAnd404(String path) throws Exception {
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).isEqualTo(404);
		assertThat(response.body()).contains("\"not_found\"");
	}

	@Test
	void unknownMethodsAreJsonAnd405() throws Exception {
		HttpResponse<String> response = send(request("/info").DELETE());
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("GET");
		assertThat(response.body()).contains("\"method_not_allowed\"");
	}

	@Test
	void headersThatCannotBeReadAreMalformed() throws Exception {
		assertThat(send(request("/sync/3/1/2").header("Frameline-Position", "three").GET()).statusCode()).isEqualTo(400);
		assertThat(send(request("/sync/3/1/2").header("Frameline-Position", "3:9").GET()).statusCode()).isEqualTo(400);
		assertThat(send(request("/sync/3/1/2").header("Frameline-Serial", "1").POST(frames(Transactions.of(1, 7))))
			.statusCode()).isEqualTo(400);
		assertThat(this.log.end().position().frame()).isZero();
	}

	@Test
	void aMissingTokenIs401AndAReadTokenThatWritesIs403() throws Exception {
		AccessTokens tokens = AccessTokens
			.of(Map.of("reader", new AccessTokens.Token(Secret.of("r"), AccessTokens.Access.READ)));
		try (ServedOverHttp closed = ServedOverHttp.open(this.kind, this.log, this.directory,
				ServedOverHttp.settings(this.directory, tokens, null))) {
			URI info = URI.create(closed.url() + "/info");
			assertThat(send(HttpRequest.newBuilder(info)).statusCode()).isEqualTo(401);
			assertThat(send(HttpRequest.newBuilder(info).header("authorization", "Bearer")).statusCode()).isEqualTo(401);
			assertThat(send(HttpRequest.newBuilder(info).header("authorization", "bearer r")).statusCode()).isEqualTo(200);
			HttpRequest.Builder push = HttpRequest.newBuilder(URI.create(closed.url() + "/sync/3/1/2"))
				.header("authorization", "Bearer r")
				.POST(frames(Transactions.of(1, 7)));
			assertThat(send(push).statusCode()).isEqualTo(403);
			assertThat(this.log.end().position().frame()).isZero();
		}
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.served.url() + path)).timeout(Duration.ofSeconds(30));
	}

	private HttpResponse<byte[]> export(String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = request("/export/3").GET();
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return this.client.send(request.build(), BodyHandlers.ofByteArray());
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path).GET());
	}

	private HttpResponse<String> push(String path, Frames frames) throws IOException, InterruptedException {
		return send(request(path).POST(frames(frames)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	private static HttpRequest.BodyPublisher frames(Frames frames) {
		return BodyPublishers.ofByteArray(Transactions.bytes(frames));
	}

	private static void drain(InputStream in) throws IOException {
		in.readAllBytes();
	}

}
