package dev.frameline.compatibility.serving;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/** Beside Spring Security, with no chain of the application's own. */
abstract class SecurityContract {

	private final HttpClient client = HttpClient.newHttpClient();

	private final Cluster cluster;

	SecurityContract(Cluster cluster) {
		this.cluster = cluster;
	}

	@BeforeEach
	void clear() {
		this.cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void nodesFollowAndPushWithTheirTokens(Side side) {
		this.cluster.bean(side, JdbcClient.class).sql("INSERT INTO note (text) VALUES ('written')").update();
		this.cluster.assertNotes(side, "written");
	}

	@Test
	void whoHasNoTokenIsRefusedByTheServerItself() throws Exception {
		HttpResponse<String> refused = get(this.cluster.url() + "/info");
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(refused.body()).contains("expected Authorization: Bearer");
	}

	@Test
	void theRestOfTheApplicationStaysProtected() throws Exception {
		assertThat(get(this.cluster.address(Side.PRIMARY) + "/").statusCode()).isEqualTo(401);
		assertThat(get(this.cluster.address(Side.PRIMARY) + "/framelines").statusCode()).isEqualTo(401);
	}

	final HttpResponse<String> get(String url) throws Exception {
		return this.client.send(HttpRequest.newBuilder(URI.create(url)).header("Accept", "application/json").GET().build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
