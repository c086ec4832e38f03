import { ask } from "./ask.js";
import { element, say } from "./dom.js";

const COLOURS = ["one", "two", "three", "four"];

const rows = new Map();

/** What each node last said it was: one that is gone is still known by it. */
const roles = new Map();

/** The name of a node on its machine, such as :8081. */
export function label(node) {
	return `:${new URL(node.url).port}`;
}

/** The colour of a node's line, by its place: the primary comes first and has none. */
export function colour(place) {
	return place === 0 ? "none" : COLOURS[(place - 1) % COLOURS.length];
}

/** Shows all nodes. What is there already stays, so that a button keeps its focus. */
export function showNodes(nodes, lags) {
	nodes.filter((node) => node.report).forEach((node) => roles.set(node.url, node.report.status.role.toLowerCase()));
	nodes.forEach((node, place) => {
		if (!rows.has(node.url)) {
			rows.set(node.url, new Row(place));
			document.getElementById("nodes").append(rows.get(node.url).body);
		}
		rows.get(node.url).show(node, lags.get(node.url));
	});
	showDoors(nodes);
}

function showDoors(nodes) {
	const doors = document.getElementById("doors");
	const state = JSON.stringify(nodes.map((node) => [node.url, role(node)]));
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
	return roles.get(node.url) ?? "node";
}

/** A node's row, and below it what is wrong with it. */
class Row {

	constructor(place) {
		this.place = place;
		this.title = element("span");
		this.role = element("small");
		this.chip = element("span");
		this.position = element("span");
		this.frames = element("span", { class: "measured" });
		this.own = element("small");
		this.time = element("span", { class: "measured" });
		this.pending = element("span");
		this.button = element("button", { type: "button" });
		this.button.addEventListener("click", () => this.toggle());
		this.why = element("td", { colspan: 7 });
		this.body = element("tbody", {},
			element("tr", {},
				element("th", { scope: "row" }, element("i", { class: `dot ${colour(place)}` }), this.title, this.role),
				element("td", { class: "status" }, this.chip),
				figure("Position", this.position),
				figure("Lag, frames", this.frames, this.own),
				figure("Lag, time", this.time),
				figure("Pending", this.pending),
				element("td", { class: "action" }, this.button)),
			element("tr", { class: "why" }, this.why));
	}

	show(node, lag) {
		const status = node.report?.status;
		this.paused = node.report?.paused ?? false;
		this.body.dataset.url = node.url;
		this.body.classList.toggle("here", node.here);
		this.body.classList.toggle("behind", lag !== null && lag.frames > 0);
		say(this.title, label(node));
		say(this.role, role(node) + (node.here ? " · this page" : ""));
		this.#showStatus(status, node.problem);
		say(this.position, status?.position ? `${status.position.generation}:${status.position.frame}` : "–");
		say(this.frames, lag ? lag.frames.toLocaleString() : "–");
		say(this.own, this.paused && status.lag ? `reports ${status.lag.frames.toLocaleString()} itself` : "");
		say(this.time, lag ? (lag.atLeast ? "≥ " : "") + duration(lag.seconds) : "–");
		say(this.pending, status ? String(status.pending.transactions) : "–");
		this.button.hidden = status?.role !== "REPLICA";
		say(this.button, this.paused ? "Resume" : "Pause");
		this.button.setAttribute("aria-label", `${this.paused ? "Resume" : "Pause"} syncing of ${label(node)}`);
	}

	#showStatus(status, problem) {
		const text = !status ? "GONE" : this.paused ? "PAUSED" : status.status;
		this.chip.className = `chip ${text.toLowerCase()}`;
		say(this.chip, text);
		say(this.why, this.failure ?? problem ?? status?.lastError ?? fetching(status?.lastSync) ?? "");
		this.why.parentElement.hidden = this.why.textContent === "";
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

function figure(name, ...children) {
	return element("td", { "data-label": name, class: "number" }, ...children);
}

/** How much is here of the base that a replica fetches. */
function fetching(sync) {
	if (sync?.outcome !== "bootstrapping") {
		return null;
	}
	const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
	return `Fetching a base: ${megabytes(sync.bytes)}${sync.total === null ? "" : ` of ${megabytes(sync.total)}`} MB`;
}

function duration(seconds) {
	const whole = Math.floor(seconds);
	return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
