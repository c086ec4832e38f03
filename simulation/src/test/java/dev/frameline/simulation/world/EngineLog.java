package dev.frameline.simulation.world;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** Shows what the engine logs in the trace of the run that it does it in. One run at a time may have it. */
public final class EngineLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

	private final Scheduler scheduler;

	private EngineLog(Scheduler scheduler) {
		this.scheduler = scheduler;
	}

	/** Begins to show, until it is closed. */
	public static EngineLog showIn(Scheduler scheduler) {
		EngineLog log = new EngineLog(scheduler);
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		log.setContext(context);
		log.start();
		context.getLogger("dev.frameline").setLevel(Level.DEBUG);
		context.getLogger("dev.frameline").addAppender(log);
		return log;
	}

	@Override
	protected void append(ILoggingEvent event) {
		String cause = (event.getThrowableProxy() != null) ? " <- " + event.getThrowableProxy().getClassName() + ": "
				+ event.getThrowableProxy().getMessage() : "";
		this.scheduler.trace().show(this.scheduler.now(), event.getLevel().toString(), event.getFormattedMessage() + cause);
	}

	@Override
	public void close() {
		LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
		context.getLogger("dev.frameline").detachAppender(this);
		context.getLogger("dev.frameline").setLevel(null);
		stop();
	}

}
