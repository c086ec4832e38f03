package dev.frameline.actuator.metrics;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.frameline.actuator.RunningNodes;
import dev.frameline.autoconfigure.sync.SyncOperations;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Dashboard, alerts and the README's table name what a primary and a replica really tell Prometheus. */
class MonitoringDocumentsTests {

	private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

	private static final Path MONITORING = ROOT.resolve("docs/monitoring");

	private static final Pattern SERIES = Pattern.compile("\\bframeline_[a-z_]+");

	private static final Pattern ROW = Pattern.compile("^\\| `(frameline\\.[a-z.]+)` \\| (?:gauge|counter|timer)",
			Pattern.MULTILINE);

	@RegisterExtension
	private final RunningNodes nodes = new RunningNodes();

	@TempDir
	Path directory;

	@Test
	void theDashboardAndTheAlertsAskForSeriesThatThereAre() throws Exception {
		Set<String> told = new TreeSet<>();
		for (ConfigurableApplicationContext node : start()) {
			told.addAll(series(scrape(node)));
		}
		Set<String> shown = series(Files.readString(MONITORING.resolve("dashboard.json")));
		assertThat(told).containsAll(shown);
		assertThat(told).containsAll(series(Files.readString(MONITORING.resolve("alerts.yml"))));
		assertThat(shown).as("every meter is on the dashboard, all series of a timer but one or two aside")
			.containsAll(told.stream()
				.filter((name) -> !name.matches("frameline_(sync|writes)_seconds.*|frameline_upstream.*"))
				.toList());
	}

	@Test
	void theDashboardAndTheAlertsAreWellFormed() throws IOException {
		assertThat(JsonMapper.shared().readTree(Files.readString(MONITORING.resolve("dashboard.json"))).get("panels"))
			.isNotEmpty()
			.allSatisfy((panel) -> assertThat(panel.get("title").asString()).isNotBlank());
		Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml()
			.load(Files.readString(MONITORING.resolve("alerts.yml")));
		assertThat(rules.get("groups").get(0).get("rules")).isNotEmpty()
			.allSatisfy((rule) -> assertThat(rule).containsKeys("alert", "expr", "labels", "annotations"));
	}

	@Test
	void theReadmesTableOfMetersIsWhatIsRegistered() throws Exception {
		Set<String> registered = new TreeSet<>();
		for (ConfigurableApplicationContext node : start()) {
			registered.addAll(node.getBean(MeterRegistry.class)
				.getMeters()
				.stream()
				.map(Meter::getId)
				.filter((id) -> id.getName().startsWith("frameline.") && !id.getName().startsWith("frameline.upstream"))
				.peek((id) -> assertThat(id.getTag("database")).as(id.getName()).isEqualTo("default"))
				.map(Meter.Id::getName)
				.collect(Collectors.toSet()));
		}
		Set<String> documented = ROW.matcher(Files.readString(ROOT.resolve("README.md")))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(registered);
	}

	private List<ConfigurableApplicationContext> start() {
		ConfigurableApplicationContext primary = this.nodes.primary(this.directory);
		ConfigurableApplicationContext replica = this.nodes.replica(primary, this.directory);
		RunningNodes.write(replica, "pushed");
		replica.getBean(SyncOperations.class).sync();
		return List.of(primary, replica);
	}

	private static String scrape(ConfigurableApplicationContext node) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(RunningNodes.at(node, "/actuator/prometheus"))).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	/** Comments aside, which name whole families of series. */
	private static Set<String> series(String text) {
		String told = text.lines().filter((line) -> !line.startsWith("#")).collect(Collectors.joining("\n"));
		return SERIES.matcher(told).results().map((match) -> match.group()).collect(Collectors.toCollection(TreeSet::new));
	}

}
