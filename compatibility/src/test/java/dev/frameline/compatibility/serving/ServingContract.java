package dev.frameline.compatibility.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;

import dev.frameline.Position;
import dev.frameline.autoconfigure.sync.SyncOperations;
import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a primary answers on whatever server. */
abstract class ServingContract {

	private static final int FRAME = 4120;

	private static final int MEGABYTES = 3;

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Cluster cluster;

	ServingContract(Cluster cluster) {
		this.cluster = cluster;
	}

	@BeforeEach
	void clear() {
		this.cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsWrittenOnOneNodeIsReadOnTheOther(Side side) {
		jdbc(side).sql("INSERT INTO note (text) VALUES ('written')").update();
		this.cluster.assertNotes(side, "written");
	}

	@ParameterizedTest
	@EnumSource
	void aTransactionOfManyFramesArrivesAsItIs(Side side) {
		jdbc(side).sql("INSERT INTO note (text) VALUES (hex(randomblob(?)))").param(MEGABYTES << 19).update();
		String text = this.cluster.texts(side).get(0);
		assertThat(text).hasSize(MEGABYTES << 20);
		await().untilAsserted(() -> assertThat(this.cluster.texts(Side.PRIMARY)).isEqualTo(this.cluster.texts(side)));
		await().untilAsserted(() -> assertThat(this.cluster.texts(Side.REPLICA)).isEqualTo(this.cluster.texts(side)));
	}

	@Test
	void framesAreAPartOfTheLogsFile() throws Exception {
		jdbc(Side.PRIMARY).sql("INSERT INTO note (text) VALUES (hex(randomblob(?)))").param(MEGABYTES << 19).update();
		int frames = (int) position().frame();
		HttpResponse<byte[]> all = get("/sync/1/1/" + (frames + 1));
		assertThat(all.statusCode()).isEqualTo(200);
		assertThat(all.headers().firstValue("Content-Type")).contains("application/octet-stream");
		assertThat(all.body()).hasSize(frames * FRAME).isEqualTo(Arrays.copyOf(this.cluster.frames(), frames * FRAME));
	}

	@Test
	void afterTheLastFrameThereIsJson() throws Exception {
		long frames = position().frame();
		HttpResponse<byte[]> none = get("/sync/1/" + (frames + 1) + "/" + (frames + 129));
		assertThat(none.statusCode()).isEqualTo(400);
		assertThat(new String(none.body())).startsWith("{\"status\":").contains("\"max_frame_no\":" + frames);
	}

	@Test
	void aBaseIsADatabase() throws Exception {
		HttpResponse<byte[]> base = get("/export/1");
		assertThat(base.statusCode()).isEqualTo(200);
		assertThat(new String(base.body(), 0, 15)).isEqualTo("SQLite format 3");
	}

	@Test
	void doubledSlashesAreTolerated() throws Exception {
		assertThat(get("//info").statusCode()).isEqualTo(200);
	}

	@Test
	void whatIsNotServedIsAnsweredInJson() throws Exception {
		HttpResponse<byte[]> nothing = get("/nothing/here");
		assertThat(nothing.statusCode()).isEqualTo(404);
		assertThat(new String(nothing.body())).contains("\"status\":\"not_found\"");
		HttpResponse<byte[]> method = send(request("/info").header("Authorization", this.cluster.authorization())
			.POST(HttpRequest.BodyPublishers.ofString("x")));
		assertThat(method.statusCode()).isEqualTo(405);
		assertThat(method.headers().firstValue("Allow")).contains("GET");
	}

	@Test
	void whoHasNoTokenIsRefused() throws Exception {
		HttpResponse<byte[]> refused = send(request("/info").GET());
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(new String(refused.body())).contains("\"status\":\"unauthorized\"");
		byte[] large = new byte[64 * FRAME];
		assertThat(send(request("/sync/1/1/65").POST(HttpRequest.BodyPublishers.ofByteArray(large))).statusCode())
			.isEqualTo(401);
	}

	@Test
	void aPushThatIsNoFramesIsMalformed() throws Exception {
		HttpResponse<byte[]> malformed = send(request("/sync/1/1/3").header("Authorization", this.cluster.authorization())
			.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100])));
		assertThat(malformed.statusCode()).isEqualTo(400);
		assertThat(new String(malformed.body())).contains("\"status\":\"malformed\"");
	}

	final Cluster cluster() {
		return this.cluster;
	}

	final HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
		return send(request(path).header("Authorization", this.cluster.authorization()).GET());
	}

	final HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.cluster.url() + path));
	}

	final HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
	}

	private JdbcClient jdbc(Side side) {
		return this.cluster.bean(side, JdbcClient.class);
	}

	private Position position() {
		Position position = this.cluster.bean(Side.PRIMARY, SyncOperations.class).position();
		assertThat(position).isNotNull();
		return position;
	}

}
