package dev.frameline.replica;

import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.frameline.world.Time;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** What the log tells of a base that comes. */
class ProgressTest {

	private static final long MB = 1 << 20;

	private final Logger logger = (Logger) LoggerFactory.getLogger(Progress.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private long nanos;

	private final Progress progress = new Progress("notes", "http://primary", new Time() {

		@Override
		public long nanos() {
			return ProgressTest.this.nanos;
		}

		@Override
		public long millis() {
			return 0;
		}

	});

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.setLevel(Level.INFO);
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.log);
		this.logger.setLevel(null);
	}

	@Test
	void theFirstAndTheLastLineAreAlwaysThere() {
		this.progress.begun(3, 8192);
		this.progress.received(4096);
		this.progress.received(8192);
		this.progress.fetched();
		assertThat(lines()).containsExactly("fetching the base of generation 3 from http://primary, 8 kB",
				"fetched 8 of 8 kB of the base in 0.0 s");
	}

	@Test
	void betweenThemThereIsOneEveryFiveSecondsAtMost() {
		this.progress.begun(3, 1024 * MB);
		for (int i = 1; i <= 120; i++) {
			pass(Duration.ofMillis(100));
			this.progress.received(i * MB);
		}
		assertThat(lines()).containsExactly("fetching the base of generation 3 from http://primary, 1024 MB",
				"fetched 50 of 1024 MB of the base", "fetched 100 of 1024 MB of the base");
	}

	@Test
	void manyBrokenConnectionsMakeFewLines() {
		this.progress.begun(3, 1024 * MB);
		for (int i = 1; i <= 1000; i++) {
			pass(Duration.ofMillis(10));
			this.progress.broke("reset");
		}
		assertThat(lines()).hasSize(3)
			.endsWith("fetched 0 of 1024 MB of the base, over 1001 connections. The connection broke: reset");
	}

	@Test
	void aBaseThatBeginsAgainAndAgainMakesFewLinesToo() {
		this.progress.begun(3, 1024 * MB);
		this.progress.begun(3, 1024 * MB);
		assertThat(lines()).hasSize(1);
		this.progress.reset();
		this.progress.begun(4, 1024 * MB);
		assertThat(lines()).hasSize(2);
	}

	@Test
	void whatNobodyKnowsIsNotTold() {
		this.progress.begun(1, -1);
		this.progress.received(20 * MB);
		this.progress.fetched();
		assertThat(lines()).containsExactly("fetching the base of generation 1 from http://primary, of unknown size",
				"fetched 20 MB of the base in 0.0 s");
	}

	private void pass(Duration time) {
		this.nanos += time.toNanos();
	}

	private List<String> lines() {
		return this.log.list.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.map((line) -> line.replace("Database 'notes': ", ""))
			.toList();
	}

}
