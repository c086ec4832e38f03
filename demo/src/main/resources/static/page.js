import { ask } from "./ask.js";
import { draw } from "./chart.js";
import { element, say } from "./dom.js";
import { LagWatch } from "./lag.js";
import { colour, label, showNodes } from "./nodes.js";
import { showNotes, writeWithForm } from "./notes.js";

const EVERY = 1_000;

const SPAN = 180_000;

const watch = new LagWatch(SPAN);

const find = (id) => document.getElementById(id);

async function showCluster() {
	const nodes = await ask("nodes");
	const now = Date.now();
	const lags = watch.look(nodes, now);
	showNodes(nodes, lags);
	const lines = nodes.map((node, place) => ({ name: label(node), colour: colour(place), samples: watch.samples(node.url) })).slice(1);
	draw(find("chart"), lines, SPAN, now);
	find("legend").replaceChildren(...lines.map((line) =>
		element("li", {}, element("i", { class: `dot ${line.colour}` }), line.name)));
}

/** Looks at everything, says what could not be seen, and looks again: one look at a time. */
async function look() {
	const looks = await Promise.allSettled([showNotes(), showCluster()]);
	const failed = looks.find((one) => one.status === "rejected");
	find("alarm").hidden = !failed;
	say(find("alarm"), failed ? `${failed.reason.message} What is below was seen before.` : "");
	document.body.classList.toggle("old", Boolean(failed));
	setTimeout(look, EVERY);
}

writeWithForm();
look();
