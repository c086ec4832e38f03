package dev.frameline.autoconfigure.diagnostics;

import javax.net.ssl.SSLException;

import dev.frameline.log.SourceException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** Explains why a replica could not get its first copy, or its first sync, from its primary. */
@Order(0)
class SourceFailureAnalyzer extends AbstractFailureAnalyzer<SourceException> {

	private final @Nullable String url;

	private final String bundle;

	private final boolean encrypted;

	SourceFailureAnalyzer(Environment environment) {
		this.url = environment.getProperty("frameline.primary.url");
		this.bundle = environment.getProperty("frameline.primary.ssl.bundle", "not set");
		this.encrypted = environment.containsProperty("frameline.primary.encryption-key");
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SourceException cause) {
		String action = isTls(cause) ? "Set frameline.primary.ssl.bundle, which is " + this.bundle
				+ ", to an SSL bundle (spring.ssl.bundle) whose trust store holds the primary's certificate or its "
				+ "authority's, and whose key store holds a certificate that the primary trusts, if it asks for one."
				: action(cause.kind());
		return new FailureAnalysis(cause.getMessage(), action, rootFailure);
	}

	private static boolean isTls(@Nullable Throwable failure) {
		return failure != null && (failure instanceof SSLException || isTls(failure.getCause()));
	}

	private String action(SourceException.Kind kind) {
		return switch (kind) {
			case UNREACHABLE -> "Start the primary, or correct frameline.primary.url, which is " + this.url
					+ ". With frameline.sync.initial=in-background this node starts without a primary and fetches its "
					+ "copy as soon as there is one.";
			case BUSY -> "Try again: the primary at " + this.url + " is busy. "
					+ "frameline.sync.initial-timeout bounds how long this node waits at its start while nothing comes.";
			case UNAUTHORIZED -> unauthorized();
			case FORBIDDEN -> "Give this node's token the access it needs on the primary: "
					+ "frameline.serve.tokens.<name>.access is read to follow and read-write to commit.";
			case PROTOCOL -> "Check that frameline.primary.url, which is " + this.url
					+ ", is the base URL of a primary, with its base path (/frameline by default).";
		};
	}

	private String unauthorized() {
		String token = "Set frameline.primary.auth-token to the secret of one of the primary's frameline.serve.tokens";
		return this.encrypted
				? token + ", and frameline.primary.encryption-key to the key that the server asks for "
						+ "(frameline.serve.required-key on a Frameline primary)."
				: token + ". If the server encrypts or asks for a key, set frameline.primary.encryption-key too.";
	}

}
