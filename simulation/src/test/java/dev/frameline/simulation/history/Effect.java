package dev.frameline.simulation.history;

import java.util.Map;

/** What a transaction does to one value. */
public sealed interface Effect {

	/** Does it. A value that is absent is the empty text. */
	void apply(Map<String, String> state);

	/** A register is set. */
	record Put(String key, String value) implements Effect {

		@Override
		public void apply(Map<String, String> state) {
			state.put(this.key, this.value);
		}

	}

	/** A counter is increased without being read. */
	record Add(String key, long amount) implements Effect {

		@Override
		public void apply(Map<String, String> state) {
			state.merge(this.key, String.valueOf(this.amount),
					(before, amount) -> String.valueOf(Long.parseLong(before) + this.amount));
		}

	}

	/** A list grows without being read. Its elements are joined by commas. */
	record Append(String key, String element) implements Effect {

		@Override
		public void apply(Map<String, String> state) {
			state.merge(this.key, this.element, (before, element) -> before.isEmpty() ? element : before + "," + element);
		}

	}

}
