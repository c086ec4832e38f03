package dev.frameline.autoconfigure.http.client;

import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import javax.net.ssl.SSLException;

import dev.frameline.FramelineException;
import dev.frameline.autoconfigure.http.Answer;
import dev.frameline.autoconfigure.http.WireException;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceException.Kind;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.client.WebClientRequestException;

/** Says what a request that was not answered as asked means, and what to do about it. */
final class Failures {

	private final String database;

	Failures(String database) {
		this.database = database;
	}

	/** Reads an answer; one that the question does not know is what it says by its status. */
	<T> T read(String request, Answer answer, Function<Answer, T> decoder) {
		try {
			return decoder.apply(answer);
		}
		catch (WireException ex) {
			throw answered(request, answer, ex);
		}
	}

	/** What an answer outside of the question's own says. */
	SourceException answered(String request, Answer answer, @Nullable WireException cause) {
		int status = answer.status();
		String error = (answer.error() != null) ? " (" + answer.error() + ")" : "";
		String message = message(request, "answered " + status + error + ". " + advice(status, cause));
		Duration retryAfter = (status == 503 || status == 429) ? answer.retryAfter() : null;
		return new SourceException(kind(status), message, retryAfter, cause);
	}

	private static Kind kind(int status) {
		return switch (status) {
			case 401 -> Kind.UNAUTHORIZED;
			case 403 -> Kind.FORBIDDEN;
			case 429, 503 -> Kind.BUSY;
			default -> (status >= 500) ? Kind.UNREACHABLE : Kind.PROTOCOL;
		};
	}

	private static String advice(int status, @Nullable WireException cause) {
		if (status / 100 == 3) {
			return "This redirect is not followed: at most 5 in a row are, none from https to http, and nothing is written to "
					+ "another server. Set frameline.primary.url to where the primary really is";
		}
		return switch (status) {
			case 401 -> "The primary did not accept the credentials: check frameline.primary.auth-token and "
					+ "frameline.primary.encryption-key";
			case 403 -> "The token does not allow this: give frameline.primary.auth-token one with read-write access";
			case 404 -> "Nothing is served there: check the path of frameline.primary.url, which a Frameline primary "
					+ "serves under its frameline.serve.base-path";
			case 413 -> "The transaction is larger than the primary, or a proxy before it, takes: raise "
					+ "frameline.serve.max-push-size there, or the proxy's limit, or make the transaction smaller";
			case 429, 503 -> "It asks to come again later";
			default -> (status >= 500) ? "It will be asked again; its own log should say why"
					: "This is not how the protocol answers" + ((cause != null) ? ": " + cause.getMessage() : "");
		};
	}

	/** What a request that ended without an answer, or with one that cannot be read, says. */
	FramelineException failed(String request, Duration deadline, Throwable failure) {
		if (failure instanceof FramelineException known) {
			return known;
		}
		if (failure instanceof WireException) {
			return new SourceException(Kind.PROTOCOL, message(request, "is not answered as the protocol asks: "
					+ failure.getMessage() + ". Check that frameline.primary.url points at a server of the sync protocol"),
					failure);
		}
		if (failure instanceof TimeoutException) {
			String late = "got no complete answer within " + deadline.toMillis() + " ms. It will be asked again; if the "
					+ "network is slow, raise frameline.primary.request-timeout";
			return new SourceException(Kind.UNREACHABLE, message(request, late), failure);
		}
		SSLException tls = cause(failure, SSLException.class);
		if (tls != null) {
			return tlsFailed(request, tls, failure);
		}
		Throwable cause = (failure instanceof WebClientRequestException && failure.getCause() != null) ? failure.getCause()
				: failure;
		String what = (cause instanceof ConnectException) ? "could not connect: " + cause.getMessage() : "failed: " + cause;
		return new SourceException(Kind.UNREACHABLE, message(request, what
				+ ". It will be asked again; check that the primary runs and that this node can reach it"), failure);
	}

	/** A certificate that one side refused will be refused again; a handshake that broke off may pass. */
	private SourceException tlsFailed(String request, SSLException tls, Throwable failure) {
		String reason = String.valueOf(tls.getMessage());
		boolean refused = reason.startsWith("Received fatal alert") || cause(tls, CertificateException.class) != null;
		return new SourceException(refused ? Kind.UNAUTHORIZED : Kind.UNREACHABLE, message(request,
				"found no trust: TLS failed with '" + reason + "'. Check that frameline.primary.ssl.bundle trusts the "
						+ "primary's certificate and, if the primary asks for one, holds a certificate that the primary "
						+ "trusts"),
				failure);
	}

	private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/** What arrived could not be kept on this node. */
	FramelineException notKept(String request, IOException cause) {
		return new FramelineException(message(request, "was answered, but the bytes could not be kept here: "
				+ cause.getMessage() + ". Check this node's disk"), cause);
	}

	String message(String request, String rest) {
		return "Database '" + this.database + "': " + request + " " + rest;
	}

}
