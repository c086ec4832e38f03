package dev.frameline.crash;

import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** What the engine logs, kept off the console. */
final class LogLines implements AutoCloseable {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.frameline");

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	LogLines() {
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.logger.setAdditive(false);
	}

	/** Forgets what was logged so far, and takes what comes: the tasks of an earlier node may still log. */
	void clear() {
		this.lines.list = new CopyOnWriteArrayList<>();
	}

	boolean warns(String part) {
		return this.lines.list.stream()
			.anyMatch((line) -> line.getLevel() == Level.WARN && line.getFormattedMessage().contains(part));
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.lines);
		this.logger.setAdditive(true);
	}

}
