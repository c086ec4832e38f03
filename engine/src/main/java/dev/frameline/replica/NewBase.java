package dev.frameline.replica;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

import dev.frameline.FramelineException;
import dev.frameline.database.LocalDatabase;
import dev.frameline.database.SetAside;
import dev.frameline.world.World;

/** Fetches a base and puts it in place: as the first copy, or instead of one that cannot be followed any further. */
final class NewBase {

	private final ReplicaSettings settings;

	private final World world;

	private final Bootstrap bootstrap;

	private final BooleanSupplier stopped;

	/** @param stopped whether the node has stopped meanwhile: then its file is not exchanged any more */
	NewBase(ReplicaSettings settings, World world, Bootstrap bootstrap, BooleanSupplier stopped) {
		this.settings = settings;
		this.world = world;
		this.bootstrap = bootstrap;
		this.stopped = stopped;
	}

	/** Where there is no copy. A file of somebody else is left alone. */
	CompletionStage<Base> install() {
		if (this.world.disk().exists(this.settings.path())) {
			throw new FramelineException("Database '" + this.settings.name() + "': expected no file or a copy of the"
					+ " primary's database at " + this.settings.path() + ", found a file without a state record. It is"
					+ " left alone; move it away, and the primary's database is fetched");
		}
		return fetch("there is no copy", 1).thenApplyAsync((base) -> {
			try {
				LocalDatabase.install(this.settings.name(), this.settings.path(), base.file(), base.identity(),
						base.position(), this.world);
				return base;
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		}, this.world.tasks());
	}

	/**
	 * In a turn of the lane, under readers.
	 * @param least the base's generation must not be older, or readers would go back
	 * @param keep whether the old file is kept, set aside; otherwise it is removed once the new one is in place
	 */
	CompletionStage<Base> replace(LocalDatabase database, String reason, long least, boolean keep) {
		return fetch(reason, least)
			.thenCompose((base) -> new Applying(database, this.world.tasks()).inTurn("installation of a new base", (turn) -> {
				Path aside = database.replace(turn, base.file(), base.identity(), base.position(), reason);
				if (!keep) {
					SetAside.remove(aside, this.world);
				}
				return base;
			}));
	}

	private CompletionStage<Base> fetch(String reason, long least) {
		return this.bootstrap.fetch(reason, least).thenApply((base) -> {
			if (this.stopped.getAsBoolean()) {
				throw new FramelineException(
						"Database '" + this.settings.name() + "': the node stopped while a base was fetched");
			}
			return base;
		});
	}

}
