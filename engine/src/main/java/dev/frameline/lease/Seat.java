package dev.frameline.lease;

import java.time.Duration;
import java.util.UUID;

import dev.frameline.Fence;
import dev.frameline.database.LocalDatabase;
import dev.frameline.log.Acquire;

/** Who asks, and from where. */
public interface Seat {

	/** The database's name, for messages. */
	String name();

	/** The id of this start. */
	UUID origin();

	/** The question as of now. */
	Acquire question(Fence fence, Duration hold);

	/** A node's own file. */
	static Seat of(LocalDatabase database) {
		return new Seat() {

			@Override
			public String name() {
				return database.name();
			}

			@Override
			public UUID origin() {
				return database.origin();
			}

			@Override
			public Acquire question(Fence fence, Duration hold) {
				return new Acquire(database.identity().lineage(), origin(), database.position(), fence, hold);
			}

		};
	}

}
