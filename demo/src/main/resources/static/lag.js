/**
 * Measures lag from outside, by comparing positions. A replica cannot do so while it is paused: it knows of the primary
 * only what it was told last.
 */
export class LagWatch {

	/** Where the primary's log ended, and when this was first seen: one entry per change, oldest first. */
	#ends = [];

	#samples = new Map();

	/** @param span how many milliseconds of samples are kept */
	constructor(span) {
		this.span = span;
	}

	/**
	 * Takes a look at all nodes.
	 * @return the lag by URL: null for the primary, and where it cannot be told
	 */
	look(nodes, now) {
		const end = nodes.find((node) => node.report?.status.role === "PRIMARY")?.report.status.position;
		const last = this.#ends.at(-1);
		if (end && !(last && same(last, end))) {
			this.#ends.push({ ...end, since: now });
		}
		const lags = new Map(nodes.map((node) => [node.url, this.#lag(node, now)]));
		this.#keep(lags, now);
		this.#forget(nodes);
		return lags;
	}

	/** The samples of a node, oldest first, each {time, frames}; frames is null where the lag could not be told. */
	samples(url) {
		return this.#samples.get(url) ?? [];
	}

	#lag(node, now) {
		const status = node.report?.status;
		const end = this.#ends.at(-1);
		if (status?.role !== "REPLICA" || !status.position || !end || status.position.generation !== end.generation) {
			return null;
		}
		const missing = this.#ends.findIndex((known) => isAfter(known, status.position));
		if (missing < 0) {
			return { frames: 0, seconds: 0, atLeast: false };
		}
		return {
			frames: end.frame - status.position.frame,
			seconds: (now - this.#ends[missing].since) / 1000,
			atLeast: missing === 0, // it may have been missing before this page was opened
		};
	}

	#keep(lags, now) {
		for (const [url, lag] of lags) {
			const samples = this.samples(url).filter((sample) => sample.time >= now - this.span);
			this.#samples.set(url, [...samples, { time: now, frames: lag?.frames ?? null }]);
		}
	}

	/** Ends that every replica has passed are needed no more, but for the newest. */
	#forget(nodes) {
		const replicas = nodes.filter((node) => node.report?.status.role !== "PRIMARY");
		const positions = replicas.map((node) => node.report?.status.position);
		if (positions.every(Boolean)) {
			const needed = this.#ends.findIndex((end) => positions.some((position) => isAfter(end, position)));
			this.#ends = this.#ends.slice(needed < 0 ? -1 : Math.max(0, needed - 1));
		}
	}

}

function same(one, other) {
	return one.generation === other.generation && one.frame === other.frame;
}

function isAfter(one, other) {
	return one.generation > other.generation || (one.generation === other.generation && one.frame > other.frame);
}
