package dev.frameline.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The page of each node, tried in a browser where the machine has one. */
class PageTests {

	private static final int PRIMARY = 0;

	private static final int REPLICA = 1;

	private static final int OTHER_REPLICA = 2;

	@TempDir
	static Path profile;

	private static Browser browser;

	@TempDir
	Path directory;

	private Showcase showcase;

	@BeforeAll
	static void startBrowser() throws IOException {
		Optional<Path> binary = Browser.binary();
		assumeTrue(binary.isPresent(), "There is no Chromium on the PATH to try the page in");
		browser = Browser.start(binary.get(), profile);
	}

	@AfterAll
	static void stopBrowser() throws Exception {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void start() {
		this.showcase = Showcase.start(this.directory, 0, 0, 0);
	}

	@AfterEach
	void stop() {
		this.showcase.close();
	}

	@Test
	void aNoteWrittenOnOnePageAppearsOnAllOfThem() throws Exception {
		BrowserPage primary = open(PRIMARY);
		BrowserPage replica = open(REPLICA);
		BrowserPage other = open(OTHER_REPLICA);
		write(replica, "written on a replica's page");
		for (BrowserPage page : new BrowserPage[] { primary, replica, other }) {
			patiently().untilAsserted(() -> assertThat(notes(page)).contains("written on a replica's page"));
		}
		assertThat(text(replica, "#answer")).startsWith("Note 1 was accepted");
	}

	@Test
	void theTableShowsEveryNodeAndMarksTheOneThatIsOpen() throws Exception {
		BrowserPage page = open(REPLICA);
		patiently().untilAsserted(() -> assertThat(text(page, "#nodes")).contains("primary", "replica"));
		assertThat(page.evaluate("document.querySelectorAll('#nodes tbody').length")).isEqualTo("3");
		assertThat(text(page, row(REPLICA))).contains("this page", "UP");
		assertThat(text(page, row(OTHER_REPLICA))).contains("replica", "UP").doesNotContain("this page");
	}

	@Test
	void aPausedReplicaFallsBehindAndItsLagVanishesWhenItIsResumed() throws Exception {
		BrowserPage primary = open(PRIMARY);
		BrowserPage paused = open(REPLICA);
		patiently().untilAsserted(() -> assertThat(lag(primary, REPLICA)).isZero());
		click(primary, row(REPLICA) + " button");
		patiently().untilAsserted(() -> assertThat(text(primary, row(REPLICA))).contains("PAUSED", "Resume"));

		write(primary, "the first that it lacks");
		patiently().untilAsserted(() -> assertThat(lag(primary, REPLICA)).isPositive());
		long before = lag(primary, REPLICA);
		write(primary, "the second that it lacks");
		patiently().untilAsserted(() -> assertThat(lag(primary, REPLICA)).isGreaterThan(before));
		patiently().untilAsserted(() -> assertThat(lag(paused, REPLICA)).isEqualTo(lag(primary, REPLICA)));
		patiently().untilAsserted(() -> assertThat(lag(primary, OTHER_REPLICA)).isZero());
		assertThat(notes(paused)).doesNotContain("that it lacks");

		click(primary, row(REPLICA) + " button");
		patiently().untilAsserted(() -> assertThat(lag(primary, REPLICA)).isZero());
		patiently().untilAsserted(() -> assertThat(notes(paused)).contains("the first", "the second"));
		assertThat(text(primary, row(REPLICA))).contains("UP", "Pause");
	}

	@Test
	void markupInANoteIsShownAsText() throws Exception {
		BrowserPage page = open(REPLICA);
		write(page, "<img src=x onerror=alert(1)>");
		patiently().untilAsserted(() -> assertThat(notes(page)).contains("<img src=x onerror=alert(1)>"));
		assertThat(page.evaluate("document.querySelectorAll('#notes img').length")).isEqualTo("0");
	}

	@Test
	void withoutThePrimaryThePageSaysWhyAWriteIsRefusedAndGoesOnReading() throws Exception {
		BrowserPage page = open(REPLICA);
		write(page, "while it was there");
		patiently().untilAsserted(() -> assertThat(notes(page)).contains("while it was there"));
		this.showcase.stop(PRIMARY);
		write(page, "while it is away");
		patiently().untilAsserted(() -> assertThat(text(page, "#answer.bad")).contains("Database 'default'", "primary"));
		patiently().untilAsserted(() -> assertThat(text(page, row(PRIMARY))).contains("GONE"));
		assertThat(notes(page)).contains("while it was there").doesNotContain("while it is away");
	}

	private BrowserPage open(int node) throws IOException, InterruptedException {
		BrowserPage page = browser.open(this.showcase.url(node) + "/");
		patiently().until(() -> page.evaluate("document.querySelectorAll('#nodes tbody').length").equals("3"));
		return page;
	}

	private static void write(BrowserPage page, String note) {
		page.evaluate("document.getElementById('text').value = " + quoted(note));
		patiently().until(() -> page.evaluate("document.querySelector('#write button').disabled").equals("false"));
		page.evaluate("document.getElementById('write').requestSubmit()");
	}

	private static void click(BrowserPage page, String selector) {
		page.evaluate("document.querySelector(" + quoted(selector) + ").click()");
	}

	private static String notes(BrowserPage page) {
		return text(page, "#notes");
	}

	private long lag(BrowserPage page, int node) {
		return Long.parseLong(text(page, row(node) + " [data-label='Lag, frames'] span"));
	}

	private String row(int node) {
		return "tbody[data-url='" + this.showcase.url(node) + "']";
	}

	/** The text of an element; empty if there is none. */
	private static String text(BrowserPage page, String selector) {
		return page.evaluate("document.querySelector(" + quoted(selector) + ")?.textContent ?? ''");
	}

	private static String quoted(String text) {
		return JsonMapper.shared().writeValueAsString(text);
	}

	private static ConditionFactory patiently() {
		return await().atMost(Duration.ofSeconds(30));
	}

}
