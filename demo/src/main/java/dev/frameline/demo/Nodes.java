package dev.frameline.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * All nodes of the demo, asked by the node whose page is open: a browser would not let the page ask them itself. They
 * share a machine and are told apart by their ports.
 */
@Component
class Nodes {

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final Environment environment;

	private final RestClient client;

	private volatile List<URI> urls;

	/** @param urls the primary's first; if there are none, this node and its primary are all that it knows */
	Nodes(@Value("${demo.nodes:}") List<URI> urls, Environment environment) {
		this.urls = List.copyOf(urls);
		this.environment = environment;
		HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
		requests.setReadTimeout(TIMEOUT);
		this.client = RestClient.builder().requestFactory(requests).build();
	}

	/** Replaces what {@code demo.nodes} said, where ports are known only once every node is up. */
	void meet(List<URI> urls) {
		this.urls = List.copyOf(urls);
	}

	/** One after the other: as the primary is asked first, no replica seems to lack what it was about to get. */
	List<NodeView> ask() {
		return urls().stream().map(this::ask).toList();
	}

	/** Tells a node to pause or to resume. */
	void tell(int node, SyncCommand command) {
		this.client.post().uri(urls().get(node).resolve("/sync/" + command)).retrieve().toBodilessEntity();
	}

	private NodeView ask(URI url) {
		boolean here = url.getPort() == port();
		try {
			NodeReport report = this.client.get().uri(url.resolve("/sync")).retrieve().body(NodeReport.class);
			return new NodeView(url, here, report, null);
		}
		catch (ResourceAccessException ex) {
			return new NodeView(url, here, null, "Does not answer: " + ex.getCause());
		}
		catch (RestClientException ex) {
			return new NodeView(url, here, null, "Answers with an error: " + ex.getMessage());
		}
	}

	private List<URI> urls() {
		if (!this.urls.isEmpty()) {
			return this.urls;
		}
		List<URI> known = new ArrayList<>();
		URI primary = this.environment.getProperty("frameline.primary.url", URI.class);
		if (primary != null) {
			known.add(primary.resolve("/"));
		}
		known.add(URI.create("http://127.0.0.1:" + port() + "/"));
		return known;
	}

	private int port() {
		return this.environment.getRequiredProperty("local.server.port", Integer.class);
	}

}
