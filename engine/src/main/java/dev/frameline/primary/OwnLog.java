package dev.frameline.primary;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Resolved;
import dev.frameline.log.disk.LogDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The log as this node's own write path asks it. Who calls has the lane, and the frames stand in this node's file
 * already, so nothing is taken a turn for and nothing is applied.
 */
final class OwnLog implements CommitLog {

	private final LogDirectory log;

	private final Landing landing;

	private final LeaseDesk desk;

	private final Runnable grown;

	OwnLog(LogDirectory log, Landing landing, LeaseDesk desk, Runnable grown) {
		this.log = log;
		this.landing = landing;
		this.desk = desk;
		this.grown = grown;
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		try {
			Optional<Mark> held = this.log.find(append.id());
			if (held.isPresent()) {
				return this.log.flush().handle((end, failure) -> answer(held.get(), failure));
			}
		}
		catch (IOException ex) {
			return CompletableFuture.completedStage(unread(ex));
		}
		return this.desk.under(new Claim(append.id().origin(), append.fence()), () -> take(append), Appended.Fenced::new);
	}

	private CompletionStage<Appended> take(Append append) {
		String stopped = this.landing.stopped();
		if (stopped != null) {
			return CompletableFuture.completedStage(new Appended.Refused(stopped));
		}
		try {
			Mark end = this.log.end();
			if (this.log.isRefused(append.id()) || !append.expected().position().equals(end.position())
					|| append.expected().contradicts(end)) {
				return CompletableFuture.completedStage(new Appended.Conflict(end));
			}
			return this.log.appendHere(append.id(), this.log.stamp(append.frames())).handle(this::answer);
		}
		catch (IOException ex) {
			return CompletableFuture.completedStage(unread(ex));
		}
	}

	private static Appended unread(IOException cause) {
		return new Appended.Unknown("the log could not be read: " + cause);
	}

	private Appended answer(@Nullable Mark end, @Nullable Throwable failure) {
		if (end == null || failure != null) {
			return LogFailure.answer(failure);
		}
		this.grown.run();
		return new Appended.Accepted(end);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return Resolution.of(this.log, id);
	}

}
