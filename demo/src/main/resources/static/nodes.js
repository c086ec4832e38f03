import { ask } from "./ask.js";
import { element, say } from "./dom.js";

const COLOURS = ["one", "two", "three", "four"];

const rows = new Map();

/** The name of a node on its machine, such as :8081. */
export function label(node) {
	return `:${new URL(node.url).port}`;
}

/** The colour of a node's line; a primary has none. */
export function colour(nodes, node) {
	const replicas = nodes.filter((other) => other.report?.status.role !== "PRIMARY");
	const place = replicas.indexOf(node);
	return place < 0 ? "none" : COLOURS[place % COLOURS.length];
}

/** Shows one row per node. Rows stay, so that a button keeps its focus. */
export function showNodes(nodes, lags) {
	nodes.forEach((node, place) => {
		if (!rows.has(node.url)) {
			rows.set(node.url, new Row(place));
			document.getElementById("nodes").append(rows.get(node.url).line);
		}
		rows.get(node.url).show(node, lags.get(node.url), colour(nodes, node));
	});
}

/** Shows a link to each node's page. */
export function showDoors(nodes) {
	const doors = document.getElementById("doors");
	const state = JSON.stringify(nodes.map((node) => [node.url, node.report?.status.role]));
	if (doors.dataset.state !== state) {
		doors.dataset.state = state;
		doors.replaceChildren(...nodes.map((node) => element("a",
			{ href: node.url, ...(node.here ? { "aria-current": "page" } : {}) }, `${role(node)} ${label(node)}`)));
	}
	const here = nodes.find((node) => node.here);
	say(document.getElementById("here"), here ? `on the ${role(here)} ${label(here)}` : "");
	document.title = here ? `Notes – ${role(here)} ${label(here)}` : "Notes";
}

function role(node) {
	return node.report?.status.role.toLowerCase() ?? "node";
}

class Row {

	constructor(place) {
		this.place = place;
		this.name = element("th", { scope: "row" });
		this.status = element("td", { "data-label": "Status" });
		this.position = element("td", { "data-label": "Position", class: "number" });
		this.frames = element("td", { "data-label": "Lag, frames", class: "number" });
		this.time = element("td", { "data-label": "Lag, time", class: "number" });
		this.pending = element("td", { "data-label": "Pending", class: "number" });
		this.button = element("button", { type: "button" });
		this.button.addEventListener("click", () => this.toggle());
		this.dot = element("i", {});
		this.title = element("span", {});
		this.role = element("small", {});
		this.name.append(this.dot, this.title, this.role);
		this.chip = element("span", {});
		this.why = element("small", { class: "why" });
		this.status.append(this.chip, this.why);
		this.figure = element("span", {});
		this.own = element("small", {});
		this.frames.append(this.figure, this.own);
		this.line = element("tr", {}, this.name, this.status, this.position, this.frames, this.time, this.pending,
			element("td", { class: "action" }, this.button));
	}

	show(node, lag, colour) {
		const status = node.report?.status;
		this.paused = node.report?.paused ?? false;
		this.line.className = node.here ? "here" : "";
		this.line.dataset.url = node.url;
		this.dot.className = `dot ${colour}`;
		say(this.title, label(node));
		say(this.role, (status?.role.toLowerCase() ?? "") + (node.here ? " · this page" : ""));
		this.#showStatus(status, node.problem);
		say(this.position, status?.position ? `${status.position.generation}:${status.position.frame}` : "–");
		say(this.figure, lag ? lag.frames.toLocaleString() : "–");
		say(this.own, this.paused && status.lag ? `reports ${status.lag.frames.toLocaleString()} itself` : "");
		say(this.time, lag ? (lag.atLeast ? "≥ " : "") + duration(lag.seconds) : "–");
		this.line.classList.toggle("behind", lag !== null && lag.frames > 0);
		say(this.pending, status ? String(status.pending.transactions) : "–");
		this.button.hidden = status?.role !== "REPLICA";
		say(this.button, this.paused ? "Resume" : "Pause");
		this.button.setAttribute("aria-label", `${this.paused ? "Resume" : "Pause"} syncing of ${label(node)}`);
	}

	#showStatus(status, problem) {
		const text = !status ? "GONE" : this.paused ? "PAUSED" : status.status;
		this.chip.className = `chip ${text.toLowerCase()}`;
		say(this.chip, text);
		say(this.why, (this.failure ?? problem ?? status.lastError ?? ""));
	}

	async toggle() {
		this.button.disabled = true;
		try {
			await ask(`nodes/${this.place}/${this.paused ? "resume" : "pause"}`, { method: "POST" });
			this.failure = null;
		}
		catch (error) {
			this.failure = error.message;
		}
		finally {
			this.button.disabled = false;
		}
	}

}

function duration(seconds) {
	const whole = Math.floor(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
