package dev.frameline.replica;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Lineage;
import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Resolved;
import dev.frameline.signals.Signals;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;

/** The primary as this node's writers ask it, and what its answers tell about the primary. */
final class ReplicaLog implements CommitLog {

	private final String name;

	private final Replica replica;

	private final CommitLog upstream;

	private final World world;

	ReplicaLog(String name, Replica replica, CommitLog upstream, World world) {
		this.name = name;
		this.replica = replica;
		this.upstream = upstream;
		this.world = world;
	}

	@Override
	public CompletionStage<Appended> append(Append append) {
		String refusal = this.replica.refusal();
		if (refusal != null) {
			return CompletableFuture.completedStage(new Appended.Refused(refusal));
		}
		if (append.lineage() == null && !this.replica.isRecognized()) {
			return CompletableFuture.completedStage(new Appended.NotSent("whether this is the log that this node followed"
					+ " before has not been seen yet"));
		}
		long asked = this.world.time().nanos();
		return this.upstream.append(append).thenApply(this::observe).thenApply((answer) -> tell(append, answer, asked));
	}

	private Appended tell(Append append, Appended answer, long asked) {
		Signals signals = this.world.signals();
		signals.synced(Signals.Operation.PUSH, answer.text(), this.world.time().nanos() - asked);
		if (answer instanceof Appended.Accepted) {
			signals.moved(Signals.Direction.PUSHED, append.frames().count(), append.frames().bytes());
		}
		return answer;
	}

	private Appended observe(Appended answer) {
		if (answer instanceof Appended.NotSent notSent) {
			this.replica.failed(false, "the primary could not be reached: " + plain(notSent.reason()));
		}
		else if (answer instanceof Appended.Unknown unknown) {
			this.replica.failed(false, "the primary did not answer a commit: " + plain(unknown.reason()));
		}
		else if (answer instanceof Appended.Diverged diverged) {
			this.replica.diverged(diverged.divergence());
		}
		else if (!(answer instanceof Appended.Refused)) {
			// A refusal says nothing about following: whoever may not write, or not at all, stays what it was
			this.replica.update(FollowState::answered);
		}
		return answer;
	}

	private String plain(String reason) {
		return FramelineException.withoutName(this.name, reason);
	}

	@Override
	public CompletionStage<Resolved> resolve(@Nullable Lineage lineage, CommitId id) {
		return this.upstream.resolve(lineage, id).thenApply((resolved) -> {
			if (resolved instanceof Resolved.Unanswered unanswered) {
				this.replica.failed(false, "commit " + id + " is not settled: " + plain(unanswered.reason()));
			}
			else {
				this.replica.update(FollowState::answered);
			}
			return resolved;
		});
	}

}
