package dev.frameline.write;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.database.Lane;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.Unsettled;
import dev.frameline.log.CommitLog;
import dev.frameline.log.Resolved;
import dev.frameline.world.Tasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles by asking the log, in a turn of its own. */
public final class LogSettlement implements Settlement {

	private static final Logger logger = LoggerFactory.getLogger(LogSettlement.class);

	private final LocalDatabase database;

	private final CommitLog log;

	private final Tasks tasks;

	public LogSettlement(LocalDatabase database, CommitLog log, Tasks tasks) {
		this.database = database;
		this.log = log;
		this.tasks = tasks;
	}

	@Override
	public CompletionStage<Boolean> settle() {
		if (this.database.tentative().unsettled() == null) {
			return CompletableFuture.completedStage(true);
		}
		return this.database.lane().enter("settlement").thenCompose(this::ask);
	}

	/** However it ends, also by a task that is rejected, the turn is given back. */
	private CompletionStage<Boolean> ask(Lane.Turn turn) {
		return CompletableFuture.completedStage(turn)
			.thenComposeAsync(this::resolve, this.tasks)
			.whenComplete((result, failure) -> turn.close());
	}

	private CompletionStage<Boolean> resolve(Lane.Turn turn) {
		Unsettled unsettled = this.database.tentative().unsettled();
		if (unsettled == null) {
			return CompletableFuture.completedStage(true);
		}
		return this.log.resolve(this.database.identity().lineage(), unsettled.id())
			.thenApplyAsync((resolved) -> settle(turn, unsettled, resolved), this.tasks);
	}

	private boolean settle(Lane.Turn turn, Unsettled unsettled, Resolved resolved) {
		try {
			if (resolved instanceof Resolved.Held held) {
				this.database.tentative().settleHeld(turn, unsettled.id(), held.end());
				logger.info("Database '{}': commit {} was accepted after all, at {}", this.database.name(),
						unsettled.id(), held.end().position());
				return true;
			}
			if (resolved instanceof Resolved.Void) {
				this.database.tentative().settleVoid(turn, unsettled.id());
				logger.info("Database '{}': commit {} never reached the log and is discarded", this.database.name(),
						unsettled.id());
				return true;
			}
			if (resolved instanceof Resolved.Untold) {
				forget(turn, unsettled);
				return true;
			}
			return false;
		}
		catch (Exception ex) {
			this.database.stop("an unsettled commit could neither be published nor discarded", ex);
			return false;
		}
	}

	/**
	 * Whoever committed was told that the outcome is unknown. Without the commit this node is where the log was before it,
	 * and if the log holds it, it comes back with what others wrote.
	 */
	private void forget(Lane.Turn turn, Unsettled unsettled) throws Exception {
		this.database.tentative().settleVoid(turn, unsettled.id());
		logger.warn("Database '{}': commit {} was not answered, and this server keeps no record of who committed what. It is"
				+ " discarded here; if the server holds it, the next pull brings it back", this.database.name(),
				unsettled.id());
	}

}
