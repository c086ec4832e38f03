package dev.frameline.autoconfigure;

import dev.frameline.log.ServedLog;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Answers the pulls that a primary holds as soon as its context begins to close. That is before the web server drains,
 * which would otherwise wait for them.
 */
final class HeldPullsRelease implements ApplicationListener<ContextClosedEvent> {

	private final ServedLog log;

	private final ApplicationContext context;

	HeldPullsRelease(ServedLog log, ApplicationContext context) {
		this.log = log;
		this.context = context;
	}

	/** Contexts below this one tell it of their end too; only its own counts. */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.log.releaseHeld();
		}
	}

}
