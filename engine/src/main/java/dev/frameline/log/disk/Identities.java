package dev.frameline.log.disk;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import dev.frameline.CommitId;
import org.jspecify.annotations.Nullable;

/**
 * Who is known to the log. An origin's serials only grow, so its newest held and its highest refused serial are
 * enough to answer nearly every question without the file.
 *
 * <p>Guarded by its owner.
 */
final class Identities {

	private final Map<UUID, CommitRecord> newestHeld = new HashMap<>();

	private final Map<UUID, Long> highestRefused = new HashMap<>();

	void add(CommitRecord record) {
		CommitId id = record.id();
		if (id == null) {
			return;
		}
		if (record.isCommit()) {
			this.newestHeld.put(id.origin(), record);
		}
		else {
			this.highestRefused.merge(id.origin(), id.serial(), Math::max);
		}
	}

	/** The newest commit of an origin; {@code null} if the log holds none. */
	@Nullable CommitRecord newestHeld(UUID origin) {
		return this.newestHeld.get(origin);
	}

	/** Whether a refusal covers the serial. A held commit may have a smaller serial than a refused one. */
	boolean isCoveredByRefusal(CommitId id) {
		return id.serial() <= this.highestRefused.getOrDefault(id.origin(), 0L);
	}

	/** Whether the serial is larger than all that the origin has used here. */
	boolean isNew(CommitId id) {
		CommitRecord held = this.newestHeld.get(id.origin());
		return !isCoveredByRefusal(id) && (held == null || held.id() == null || held.id().serial() < id.serial());
	}

}
