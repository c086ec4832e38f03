package dev.frameline.replica;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.database.Identity;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import dev.frameline.signals.Signals.Direction;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a base into a temporary file beside the database's own. Until it is put in place nothing but that file
 * exists.
 *
 * <p>A large base may need many connections. When one breaks, what has come is kept: this attempt goes on from there,
 * as long as each connection brings something and not for ever, and after it the next one does. What is here is
 * continued only if generation, history, size and digest are still the same. What a crash leaves is removed at the
 * next start.
 */
final class Bootstrap {

	/** How often one attempt goes on after a connection broke. The attempts themselves have a pace. */
	static final int MOST_CONTINUATIONS = 20;

	private static final Logger logger = LoggerFactory.getLogger(Bootstrap.class);

	private final String name;

	private final Path temporary;

	private final World world;

	private final Upstream source;

	private final Progress progress;

	private @Nullable Partial partial;

	private volatile @Nullable CompletableFuture<Long> request;

	private volatile long brought;

	private volatile boolean stopped;

	Bootstrap(String name, Path path, World world, Upstream source) {
		this.name = name;
		this.temporary = temporary(path);
		this.world = world;
		this.source = source;
		this.progress = new Progress(name, source.url(), world.time());
	}

	/** Where the base of the database at {@code path} lies until it is put in place. */
	static Path temporary(Path path) {
		return path.toAbsolutePath().resolveSibling(path.getFileName() + "-bootstrap");
	}

	Progress progress() {
		return this.progress;
	}

	/** How many bytes came since {@link #fetch} was last called. */
	long brought() {
		return this.brought;
	}

	/**
	 * One attempt at a time.
	 * @param reason why a base is needed, for messages
	 * @param least the base's generation must not be older
	 * @return completes with a base that is sound, complete and forced
	 */
	CompletionStage<Base> fetch(String reason, long least) {
		this.brought = 0;
		if (this.partial == null) {
			this.progress.reset();
		}
		return this.source.info()
			.thenComposeAsync((info) -> download(begin(info, reason, least), MOST_CONTINUATIONS), this.world.tasks());
	}

	/** Gives up what is under way; nothing is fetched any more. */
	void stop() {
		this.stopped = true;
		CompletableFuture<Long> request = this.request;
		if (request != null) {
			request.cancel(false);
		}
	}

	/** Removes what is here and was not put in place. No attempt is under way, nor will be. */
	void discard() throws IOException {
		this.partial = null;
		this.world.disk().delete(this.temporary);
	}

	private Partial begin(SourceInfo info, String reason, long least) {
		if (info.generation() < least) {
			throw new FramelineException("Database '" + this.name + "': " + reason + ". Expected a base of generation "
					+ least + " or newer, the primary still offers " + info.generation());
		}
		Identity identity = identity(info);
		Partial known = this.partial;
		if (known != null && isAsGood(known.identity(), identity, least)) {
			return known;
		}
		try {
			discard();
			this.world.disk().createDirectories(this.temporary.getParent());
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
		this.progress.reset();
		Partial anew = new Partial(this.name, this.temporary, this.world.disk(), identity, this.progress);
		this.partial = anew;
		return anew;
	}

	/**
	 * A base that was begun is gone on with although the log has rolled meanwhile: what follows it is less than all of
	 * another one. A primary that no longer keeps it says so.
	 */
	private static boolean isAsGood(Identity begun, Identity newest, long least) {
		return begun.equals(newest) || (begun.lineage() != null && begun.lineage().equals(newest.lineage())
				&& begun.generation() >= least && begun.generation() < newest.generation());
	}

	private Identity identity(SourceInfo info) {
		SourceInfo.Identity told = info.identity();
		if (told == null) {
			return new Identity(null, info.generation(), 0, 0, null);
		}
		GenerationStart start = told.start();
		if (start.generation() != info.generation()) {
			throw new FramelineException("Database '" + this.name + "': expected the primary to describe generation "
					+ info.generation() + ", whose base it names, got " + start.generation());
		}
		return new Identity(told.lineage(), start.generation(), start.firstSequence(), start.salt(), start.chain());
	}

	private CompletionStage<Base> download(Partial partial, int continuations) {
		Partial.Arrivals arrivals;
		try {
			arrivals = partial.open();
		}
		catch (IOException ex) {
			throw new CompletionException(ex);
		}
		long before = partial.received();
		CompletableFuture<Long> request = this.source.export(partial.rest(), arrivals).toCompletableFuture();
		this.request = request;
		if (this.stopped) {
			request.cancel(false);
		}
		return request
			.handleAsync((bytes, failure) -> ended(partial, before, continuations, arrivals, failure),
					this.world.tasks())
			.thenCompose((next) -> next);
	}

	private CompletionStage<Base> ended(Partial partial, long before, int continuations, Partial.Arrivals arrivals,
			@Nullable Throwable failure) {
		try {
			arrivals.close();
		}
		catch (IOException ex) {
			throw discarded(ex);
		}
		long bytes = arrivals.brought();
		this.brought += bytes;
		this.world.signals().moved(Direction.PULLED, 0, bytes);
		if (failure == null) {
			return CompletableFuture.completedStage(whole(partial));
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (this.stopped || !(cause instanceof SourceException broken)
				|| broken.kind() == SourceException.Kind.PROTOCOL) {
			throw discarded(cause);
		}
		if (partial.isWhole()) {
			// It broke after its last byte
			return CompletableFuture.completedStage(whole(partial));
		}
		if (bytes > 0) {
			this.progress.broke(FramelineException.withoutName(this.name, String.valueOf(broken.getMessage())));
		}
		if (!partial.canBeContinued()) {
			throw new CompletionException(broken);
		}
		boolean mayGoOn = broken.kind() == SourceException.Kind.UNREACHABLE && continuations > 0;
		if (mayGoOn && partial.received() > before) {
			return download(partial, continuations - 1);
		}
		throw new CompletionException((partial.received() > 0) ? kept(broken) : broken);
	}

	private SourceException kept(SourceException broken) {
		return new SourceException(broken.kind(), broken.getMessage() + ". " + this.progress.text()
				+ " of the base are here, and the next attempt goes on from there", broken.retryAfter(), broken);
	}

	private Base whole(Partial partial) {
		try {
			partial.verify();
			this.progress.fetched();
			new BaseFile(this.name, this.temporary, this.world).prepare();
		}
		catch (IOException | RuntimeException ex) {
			throw discarded(ex);
		}
		finally {
			this.progress.checked();
		}
		this.partial = null;
		Identity identity = partial.identity();
		return new Base(this.temporary, identity, Mark.of(identity.generation(), 0, identity.chain()));
	}

	/** What has come is of no use. */
	private CompletionException discarded(Throwable cause) {
		Partial partial = this.partial;
		if (!this.stopped && partial != null && partial.received() > 0) {
			logger.warn("Database '{}': {} of the base had come and are of no use: {}", this.name,
					this.progress.text(), FramelineException.withoutName(this.name, String.valueOf(cause.getMessage())));
		}
		try {
			discard();
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
		return new CompletionException(this.stopped
				? new FramelineException("Database '" + this.name + "': the node stopped while a base was fetched", cause)
				: cause);
	}

}
