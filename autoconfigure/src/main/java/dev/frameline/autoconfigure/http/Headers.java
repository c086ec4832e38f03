package dev.frameline.autoconfigure.http;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.Position;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import org.jspecify.annotations.Nullable;

/** Headers of one message, written and read as the engine's values. Names ignore case. */
public final class Headers {

	/** What {@link HeaderNames#CHANGES} says in a request. */
	static final String ACCEPT = "accept";

	private final Map<String, String> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	/** Sets a header; {@code null} leaves it out. */
	public Headers put(String name, @Nullable Object value) {
		if (value != null) {
			this.values.put(name, value.toString());
		}
		return this;
	}

	public Headers putLineage(@Nullable Lineage lineage) {
		if (lineage == null) {
			return this;
		}
		return put(HeaderNames.DATABASE, lineage.databaseId()).put(HeaderNames.BRANCH, lineage.branch());
	}

	public Headers putMark(Mark mark) {
		return put(HeaderNames.POSITION, mark.position()).put(HeaderNames.CHAIN, mark.chain());
	}

	public Headers putCommit(CommitId id) {
		return put(HeaderNames.ORIGIN, id.origin()).put(HeaderNames.SERIAL, id.serial());
	}

	public Headers putNewest(@Nullable Newest newest) {
		if (newest == null) {
			return this;
		}
		return putMark(newest.mark()).put(HeaderNames.SEQUENCE, newest.sequence())
			.put(HeaderNames.TIME, newest.time())
			.put(HeaderNames.OLDEST_MISSING, newest.oldestMissing());
	}

	public Headers putStart(GenerationStart start) {
		return put(HeaderNames.START, StartCodec.text(start));
	}

	public @Nullable String get(String name) {
		return this.values.get(name);
	}

	public boolean has(String name) {
		return this.values.containsKey(name);
	}

	/** Names and values, in alphabetical order. */
	public Map<String, String> asMap() {
		return Collections.unmodifiableMap(this.values);
	}

	/** The history that the asker follows; {@code null} if it names none. */
	public @Nullable Lineage lineage() {
		UUID database = read(HeaderNames.DATABASE, UUID::fromString);
		UUID branch = read(HeaderNames.BRANCH, UUID::fromString);
		if ((database == null) != (branch == null)) {
			throw new WireException(HeaderNames.DATABASE + " and " + HeaderNames.BRANCH + " go together, one is missing");
		}
		return (database != null && branch != null) ? new Lineage(database, branch) : null;
	}

	public @Nullable Position position() {
		return read(HeaderNames.POSITION, Position::parse);
	}

	public @Nullable Chain chain() {
		return read(HeaderNames.CHAIN, Chain::parse);
	}

	/** The position and, where one is told, its chain; {@code null} if no position is told. */
	public @Nullable Mark mark() {
		Position position = position();
		return (position != null) ? new Mark(position, chain()) : null;
	}

	/** Where the answering log ends; {@code null} if it does not tell. */
	public @Nullable Newest newest() {
		Mark mark = mark();
		if (mark == null || !has(HeaderNames.SEQUENCE)) {
			return null;
		}
		return new Newest(mark, number(HeaderNames.SEQUENCE, 0), number(HeaderNames.TIME, 0),
				number(HeaderNames.OLDEST_MISSING, 0));
	}

	/** Who made a commit; {@code null} for a push without identity. */
	public @Nullable CommitId commit() {
		UUID origin = read(HeaderNames.ORIGIN, UUID::fromString);
		if (origin == null && !has(HeaderNames.SERIAL)) {
			return null;
		}
		if (origin == null) {
			throw new WireException(HeaderNames.SERIAL + " came without " + HeaderNames.ORIGIN);
		}
		return new CommitId(origin, number(HeaderNames.SERIAL, 1));
	}

	public @Nullable Fence fence() {
		return read(HeaderNames.FENCE, Fence::parse);
	}

	/** How long an answer may be held; zero if nothing is said. */
	public Duration hold() {
		return has(HeaderNames.WAIT) ? Duration.ofMillis(number(HeaderNames.WAIT, 0)) : Duration.ZERO;
	}

	/** A generation at frame 0; {@code null} if none is told. */
	public @Nullable GenerationStart start() {
		return read(HeaderNames.START, StartCodec::parse);
	}

	/** Whether a pull may be answered with changes. */
	public boolean acceptChanges() {
		String value = get(HeaderNames.CHANGES);
		if (value != null && !value.trim().equalsIgnoreCase(ACCEPT)) {
			throw new WireException("Expected " + HeaderNames.CHANGES + " to be " + ACCEPT + ", got '" + value + "'");
		}
		return value != null;
	}

	/**
	 * How many changes an answer has.
	 * @throws WireException if it is none of changes
	 */
	public int changes() {
		long count = number(HeaderNames.CHANGES, 1);
		if (count > Integer.MAX_VALUE) {
			throw new WireException("Expected " + HeaderNames.CHANGES + " to be at most " + Integer.MAX_VALUE + ", got "
					+ count);
		}
		return (int) count;
	}

	private long number(String name, long least) {
		Long value = read(name, Long::valueOf);
		if (value == null || value < least) {
			throw new WireException("Expected " + name + " to be a number of at least " + least + ", got "
					+ ((value != null) ? value : "nothing"));
		}
		return value;
	}

	private <T> @Nullable T read(String name, Function<String, T> parser) {
		String value = this.values.get(name);
		if (value == null) {
			return null;
		}
		try {
			return parser.apply(value.trim());
		}
		catch (IllegalArgumentException ex) {
			throw new WireException("The header " + name + " cannot be read: " + ex.getMessage(), ex);
		}
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
