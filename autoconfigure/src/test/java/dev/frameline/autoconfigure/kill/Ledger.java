package dev.frameline.autoconfigure.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every writer was told, and so what a database may hold. Once nobody is writing and both nodes stand at the same
 * position, whatever was open has been decided, and must stay so.
 */
final class Ledger implements Journal {

	private final Map<Long, Entry> entries = new TreeMap<>();

	private final List<String> broken = new ArrayList<>();

	private long settledBare;

	private long keptCount;

	private long seen;

	private enum Fate {

		OPEN, KEPT, REFUSED

	}

	private record Entry(Kind kind, Fate fate) {

	}

	@Override
	public synchronized void tried(long id, Kind kind) {
		this.entries.put(id, new Entry(kind, Fate.OPEN));
	}

	@Override
	public synchronized void kept(long id) {
		decide(id, Fate.KEPT);
		this.keptCount++;
	}

	@Override
	public synchronized void refused(long id) {
		decide(id, Fate.REFUSED);
	}

	@Override
	public void open(long id) {
		// So it is until it is decided
	}

	@Override
	public synchronized void saw(long counted) {
		this.seen = Math.max(this.seen, counted);
	}

	@Override
	public synchronized void broken(String what) {
		this.broken.add(what);
	}

	private void decide(long id, Fate fate) {
		this.entries.compute(id, (key, entry) -> new Entry(entry.kind, fate));
	}

	/** How many writers were told that their transaction is committed. */
	synchronized long keptCount() {
		return this.keptCount;
	}

	/** Expects all that was kept and nothing that was refused, in whole transactions. */
	synchronized void check(Contents contents) {
		assertThat(this.broken).isEmpty();
		assertThat(contents.integrity()).isEqualTo("ok");
		assertThat(contents.rows().values()).as("whole transactions").allMatch((rows) -> rows.found() == rows.written());
		assertThat(this.entries.keySet()).as("tried by somebody").containsAll(contents.rows().keySet());
		assertThat(contents.rows().keySet()).as("kept").containsAll(idsOf(Fate.KEPT));
		assertThat(contents.rows().keySet()).as("refused").doesNotContainAnyElementsOf(idsOf(Fate.REFUSED));
		assertThat(contents.counted()).as("those who counted themselves").isEqualTo(contents.countedRows());
		assertThat(contents.tables()).as("tables made").isEqualTo(contents.newestTables());
		assertThat(contents.bare()).as("bare increments")
			.isBetween(this.settledBare + bare(Fate.KEPT), this.settledBare + bare(Fate.KEPT) + bare(Fate.OPEN));
		assertThat(contents.counted()).as("what readers were shown").isGreaterThanOrEqualTo(this.seen);
	}

	/** Takes what a database holds for the decision about what was open. */
	synchronized void settle(Contents contents) {
		this.entries.replaceAll((id, entry) -> (entry.fate != Fate.OPEN) ? entry
				: new Entry(entry.kind, contents.rows().containsKey(id) ? Fate.KEPT : Fate.REFUSED));
		this.entries.values().removeIf((entry) -> entry.kind == Kind.BARE);
		this.settledBare = contents.bare();
	}

	private List<Long> idsOf(Fate fate) {
		return this.entries.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().fate == fate && entry.getValue().kind != Kind.BARE)
			.map(Map.Entry::getKey)
			.toList();
	}

	private long bare(Fate fate) {
		return this.entries.values().stream().filter((entry) -> entry.equals(new Entry(Kind.BARE, fate))).count();
	}

}
