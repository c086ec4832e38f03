const PATIENCE = 15_000;

/**
 * Asks this node. What goes wrong is an Error with a sentence to show: the problem's own where the node sent one.
 */
export async function ask(path, options = {}) {
	let response;
	try {
		response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
	}
	catch (error) {
		throw new Error(error.name === "TimeoutError"
			? `This node has not answered for ${PATIENCE / 1000} seconds.`
			: "This node does not answer. Is it running?");
	}
	const text = await response.text();
	if (!response.ok) {
		throw new Error(sentence(text) ?? `This node answered with status ${response.status}.`);
	}
	return text ? JSON.parse(text) : null;
}

function sentence(text) {
	try {
		return JSON.parse(text).detail;
	}
	catch {
		return undefined; // not a problem in JSON: the status has to do
	}
}
