import { ask } from "./ask.js";
import { element, say } from "./dom.js";

const SHOWN = 20;

const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

const find = (id) => document.getElementById(id);

let shown = null;

/** Shows the newest notes that this node has. */
export async function showNotes() {
	const [notes, count] = await Promise.all([ask(`notes?limit=${SHOWN}`), ask("notes/count")]);
	say(find("count"), count > notes.length ? `newest ${notes.length} of ${count.toLocaleString()}` : String(count));
	find("no-notes").hidden = notes.length > 0;
	const state = JSON.stringify(notes);
	if (state !== shown) {
		shown = state;
		find("notes").replaceChildren(...notes.map(item));
	}
}

function item(note) {
	return element("li", {},
		element("p", {}, note.text),
		element("time", { datetime: note.createdAt }, when.format(new Date(note.createdAt))));
}

/** Makes the form write through this node, and say what came of it. */
export function writeWithForm() {
	const form = find("write");
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const button = form.querySelector("button");
		button.disabled = true;
		answer("", "Writing …");
		try {
			const begun = performance.now();
			const note = await ask("notes", {
				method: "POST",
				headers: { "Content-Type": "application/json" },
				body: JSON.stringify({ text: form.elements.text.value }),
			});
			answer("good", `Note ${note.id} was accepted in ${Math.round(performance.now() - begun)} ms.`);
			form.reset();
			await showNotes();
		}
		catch (error) {
			answer("bad", error.message);
		}
		finally {
			button.disabled = false;
		}
	});
}

function answer(mood, text) {
	find("answer").className = mood;
	say(find("answer"), text);
}
