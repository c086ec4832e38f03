/** Makes an element. Text goes in as text, so that no note is ever taken for markup. */
export function element(name, attributes = {}, ...children) {
	return fill(document.createElement(name), attributes, children);
}

/** Makes an element of a drawing. */
export function shape(name, attributes = {}, ...children) {
	return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(target, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		target.setAttribute(name, value);
	}
	target.append(...children);
	return target;
}

/** Sets a text only if it differs, so that a selection in it survives. */
export function say(target, text) {
	if (target.textContent !== text) {
		target.textContent = text;
	}
}
