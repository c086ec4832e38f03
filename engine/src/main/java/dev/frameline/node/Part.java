package dev.frameline.node;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.frameline.FramelineException;
import dev.frameline.Position;
import dev.frameline.database.Guard;
import dev.frameline.log.ServedLog;
import dev.frameline.write.WritePath;
import org.jspecify.annotations.Nullable;

/** The part that a node plays in its role. */
sealed interface Part extends AutoCloseable permits StandalonePart, PrimaryPart, ReplicaPart {

	WritePath writes();

	/** How many wait for the lease or the lane. */
	int waiting();

	Guard guard();

	Connection openReader() throws SQLException;

	int epoch();

	/** As {@link Node#awaitReady}. */
	void awaitReady(Duration atMost) throws SQLException;

	/** As {@link Node#served()}. */
	@Nullable ServedLog served();

	/** As {@link Node#roll}. */
	default CompletionStage<Long> roll() {
		return CompletableFuture.failedStage(new FramelineException("Database '" + status().database()
				+ "': expected a primary, whose log has generations; this node is a "
				+ status().role().name().toLowerCase(Locale.ROOT) + ". Ask its primary to roll"));
	}

	/** As {@link Node#sync}. */
	CompletionStage<?> sync(Duration hold);

	/** As {@link Node#await}. */
	CompletionStage<Position> await(Position position);

	NodeStatus status();

	@Override
	void close() throws IOException, SQLException;

}
