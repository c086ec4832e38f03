import { shape } from "./dom.js";

const HEIGHT = 220;

const INSET = { top: 14, right: 14, bottom: 24, left: 44 };

/**
 * Draws one stepped line per series.
 * @param series each {colour, samples}; a sample without frames leaves a gap
 * @param span milliseconds from the left edge to now
 */
export function draw(svg, series, span, now) {
	const width = Math.max(svg.clientWidth, 240);
	const top = ceiling(Math.max(0, ...series.flatMap(({ samples }) => samples.map((sample) => sample.frames ?? 0))));
	const x = (time) => INSET.left + (1 - (now - time) / span) * (width - INSET.left - INSET.right);
	const y = (frames) => HEIGHT - INSET.bottom - (frames / top) * (HEIGHT - INSET.top - INSET.bottom);
	svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
	svg.replaceChildren(...levels(top, width, y), ...minutes(span, now, x), ...series.flatMap((one) => line(one, x, y)));
}

/** The next of 4, 8, 20, 40, 80, 200 ...: all of them can be quartered. */
function ceiling(value) {
	for (let magnitude = 1; ; magnitude *= 10) {
		const found = [4, 8, 20].map((step) => step * magnitude).find((step) => step >= value);
		if (found) {
			return found;
		}
	}
}

function levels(top, width, y) {
	return [0, 1, 2, 3, 4].map((quarter) => (quarter * top) / 4).flatMap((frames) => [
		shape("line", { class: frames === 0 ? "axis" : "grid", x1: INSET.left, x2: width - INSET.right, y1: y(frames), y2: y(frames) }),
		shape("text", { x: INSET.left - 8, y: y(frames) + 4, "text-anchor": "end" }, frames.toLocaleString()),
	]);
}

function minutes(span, now, x) {
	const count = Math.round(span / 60_000);
	return Array.from({ length: count + 1 }, (_, ago) => shape("text", {
		x: x(now - ago * 60_000),
		y: HEIGHT - 6,
		"text-anchor": ago === 0 ? "end" : ago === count ? "start" : "middle",
	}, ago === 0 ? "now" : `${ago} min ago`));
}

function line({ colour, samples }, x, y) {
	const runs = unbroken(samples);
	const shapes = runs.flatMap((run) => {
		const steps = run.map((sample, index) => index === 0
			? `M${x(sample.time)} ${y(sample.frames)}`
			: `H${x(sample.time)}V${y(sample.frames)}`).join("");
		const area = `${steps}V${y(0)}H${x(run[0].time)}Z`;
		return [shape("path", { class: `area ${colour}`, d: area }), shape("path", { class: `line ${colour}`, d: steps })];
	});
	const last = samples.at(-1);
	if (last && last.frames !== null) {
		shapes.push(shape("circle", { class: `end ${colour}`, cx: x(last.time), cy: y(last.frames), r: 4 }));
	}
	return shapes;
}

function unbroken(samples) {
	const runs = [];
	let before = null;
	for (const sample of samples) {
		if (sample.frames !== null) {
			before === null ? runs.push([sample]) : runs.at(-1).push(sample);
		}
		before = sample.frames;
	}
	return runs;
}
