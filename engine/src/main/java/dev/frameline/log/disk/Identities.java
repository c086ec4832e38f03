package dev.frameline.log.disk;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.frameline.CommitId;
import dev.frameline.Mark;
import org.jspecify.annotations.Nullable;

/**
 * Who is known to the log. An origin's serials only grow, so its newest held and its highest refused serial are
 * enough to answer nearly every question without the file.
 *
 * <p>Guarded by its owner.
 */
final class Identities {

	private final Map<UUID, Held> newestHeld = new LinkedHashMap<>();

	private final Map<UUID, Long> highestRefused = new LinkedHashMap<>();

	/**
	 * A commit that the log holds.
	 *
	 * @param end the log right after it
	 */
	record Held(CommitId id, Mark end) {

	}

	/** The same, to go on from. */
	Identities copy() {
		Identities copy = new Identities();
		copy.newestHeld.putAll(this.newestHeld);
		copy.highestRefused.putAll(this.highestRefused);
		return copy;
	}

	/** @param generation whose record it is */
	void add(long generation, CommitRecord record) {
		CommitId id = record.id();
		if (id == null) {
			return;
		}
		if (record.isCommit()) {
			addHeld(new Held(id, record.end(generation)));
		}
		else {
			addRefused(id);
		}
	}

	void addHeld(Held held) {
		this.newestHeld.put(held.id().origin(), held);
	}

	void addRefused(CommitId id) {
		this.highestRefused.merge(id.origin(), id.serial(), Math::max);
	}

	/** All that are known, in the order in which they came to be known. */
	Set<UUID> origins() {
		Set<UUID> origins = new LinkedHashSet<>(this.newestHeld.keySet());
		origins.addAll(this.highestRefused.keySet());
		return origins;
	}

	/** The newest commit of an origin; {@code null} if the log holds none. */
	@Nullable Held newestHeld(UUID origin) {
		return this.newestHeld.get(origin);
	}

	/** The highest serial of an origin that was refused; 0 if none was. */
	long highestRefused(UUID origin) {
		return this.highestRefused.getOrDefault(origin, 0L);
	}

	/** Whether a refusal covers the serial. A held commit may have a smaller serial than a refused one. */
	boolean isCoveredByRefusal(CommitId id) {
		return id.serial() <= highestRefused(id.origin());
	}

	/** Whether the serial is larger than all that the origin has used here. */
	boolean isNew(CommitId id) {
		Held held = this.newestHeld.get(id.origin());
		return !isCoveredByRefusal(id) && (held == null || held.id().serial() < id.serial());
	}

}
