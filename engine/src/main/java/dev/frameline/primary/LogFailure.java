package dev.frameline.primary;

import java.util.concurrent.CompletionException;

import dev.frameline.log.Appended;
import dev.frameline.log.disk.LogWriteException;
import org.jspecify.annotations.Nullable;

/** What to say of an append that the log could not write. */
final class LogFailure {

	private LogFailure() {
	}

	/** A log that says it does not hold the commit is believed; otherwise nobody can tell. */
	static Appended answer(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof LogWriteException) ? new Appended.Refused(String.valueOf(cause.getMessage()))
				: new Appended.Unknown(String.valueOf(cause));
	}

}
