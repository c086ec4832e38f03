package dev.frameline.write;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.database.Unsettled;
import dev.frameline.log.Acquired;
import dev.frameline.log.Appended;
import org.jspecify.annotations.Nullable;

/**
 * What an application is told of a commit that the log has not simply accepted. The SQLState says what to do: 40001,
 * run the transaction again; 08001 and 08004, nothing was changed; 08007, nobody can tell, do not repeat it.
 */
final class Refusals {

	private final String database;

	Refusals(String database) {
		this.database = database;
	}

	/** The log has not got it: the transaction is void. */
	SQLException of(Appended answer) {
		if (answer instanceof Appended.Conflict conflict) {
			return new SQLTransactionRollbackException(name() + "the log has gone on to " + conflict.newest().position()
					+ " while this transaction ran. It is rolled back, nobody saw it; run it again.", "40001");
		}
		if (answer instanceof Appended.Rolled rolled) {
			return new SQLTransactionRollbackException(name() + "the log has gone on to generation "
					+ rolled.next().generation() + " while this transaction was sent again. It is rolled back, nobody saw it;"
					+ " run it again.", "40001");
		}
		if (answer instanceof Appended.Fenced fenced) {
			return new SQLTransactionRollbackException(name() + "another node has taken over the right to write (fence "
					+ fenced.current() + "). The transaction is rolled back; run it again.", "40001");
		}
		if (answer instanceof Appended.Diverged diverged) {
			return new SQLNonTransientConnectionException(
					name() + "its history is not the primary's: " + diverged.divergence().reason(), "08004");
		}
		if (answer instanceof Appended.Refused refused) {
			return new SQLNonTransientConnectionException(
					name() + "the log refuses the transaction: " + plain(refused.reason()) + ". Nothing was changed.",
					"08004");
		}
		String reason = (answer instanceof Appended.NotSent notSent) ? plain(notSent.reason()) : "the log had no turn for it";
		return new SQLTransientConnectionException(
				name() + "the transaction could not be sent: " + reason + ". Nothing was changed; reads go on.", "08001");
	}

	/** The lease could not be had: nothing was begun. */
	SQLException unleased(Acquired answer, Exception cause) {
		if (answer instanceof Acquired.Diverged diverged) {
			return new SQLNonTransientConnectionException(
					name() + "its history is not the primary's: " + diverged.divergence().reason(), "08004", cause);
		}
		if (answer instanceof Acquired.Refused refused) {
			return new SQLNonTransientConnectionException(name() + "the primary does not grant this node the right to write: "
					+ plain(refused.reason()) + ". Nothing was changed.", "08004", cause);
		}
		String reason = (answer instanceof Acquired.Unreachable unreachable) ? plain(unreachable.reason()) : answer.text();
		return new SQLTransientConnectionException(name() + "the primary could not be asked for the right to write: "
				+ reason + ". Nothing was changed; reads go on.", "08001", cause);
	}

	/** It has read a commit that is not accepted, and has changed nothing. */
	SQLException notAccepted(CommitId read) {
		return new SQLTransactionRollbackException(name() + "the transaction has read what commit " + read
				+ " wrote, which the log has not accepted. Run it again.", "40001");
	}

	/** Nothing of it was sent. */
	SQLException tooLarge(long bytes, long most) {
		return new SQLException(name() + "the transaction has changed pages of " + bytes
				+ " bytes, and may change " + most + " (frameline.write.max-transaction-size). It is rolled back; write less"
				+ " in one transaction, or raise the limit.", "54000");
	}

	/** Once more, for another one. */
	static SQLException again(SQLException failure) {
		return new SQLException(failure.getMessage(), failure.getSQLState(), failure.getErrorCode(), failure);
	}

	/** It was sent and not answered. */
	SQLException unknown(CommitId id, String reason) {
		return new SQLNonTransientConnectionException(name() + "nobody can tell yet whether commit " + id
				+ " is in the log: " + plain(reason) + ". It is settled before the next write; do not repeat it blindly.",
				"08007");
	}

	/** The log has it, but this node could not publish it. */
	SQLException notShown(Mark end, Exception cause) {
		return new SQLNonTransientConnectionException(name() + "the log has accepted the transaction at "
				+ end.position() + ", but this node could not show it: " + cause.getMessage()
				+ ". It is shown before the next write; do not repeat it.", "08007", cause);
	}

	/** The log has it at another place than it was made for. */
	SQLException misplaced(FramelineException defect) {
		return new SQLNonTransientConnectionException(defect.getMessage(), "08007", defect);
	}

	/** Another commit, sent before, is not settled yet. */
	SQLException unsettled(@Nullable Unsettled commit, @Nullable Exception cause) {
		return new SQLTransientConnectionException(name() + "cannot write before commit " + ((commit != null) ? commit.id() : "")
				+ " is settled, and the primary does not answer. Nothing was changed. Reads go on; try again when the"
				+ " primary is back.", "08001", cause);
	}

	/** A message of another class, which may begin with the database's name. */
	String plain(String reason) {
		return FramelineException.withoutName(this.database, reason);
	}

	private String name() {
		return "Database '" + this.database + "': ";
	}

}
