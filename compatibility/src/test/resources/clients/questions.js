// Answers questions for a test: a line of JSON each on standard input, its answer a line on standard output. Integers
// and blobs, which JSON lacks, are {"integer": "1"} and {"blob": "<base64>"}.
'use strict';

function decode(value) {
	if (value === null || typeof value !== 'object') {
		return value;
	}
	return ('integer' in value) ? BigInt(value.integer) : Buffer.from(value.blob, 'base64');
}

function encode(value) {
	if (typeof value === 'bigint') {
		return { integer: String(value) };
	}
	return (value instanceof Uint8Array || value instanceof ArrayBuffer)
		? { blob: Buffer.from(value).toString('base64') } : value;
}

async function answer(questions, { question, ...details }) {
	try {
		return { result: await questions[question](details) ?? null };
	}
	catch (error) {
		return { error: [error.code, error.message ?? error].filter(Boolean).join(': ') };
	}
}

// One after the other, in the order in which they were asked
function serve(questions) {
	let rest = '';
	let answered = Promise.resolve();
	process.stdin.setEncoding('utf8').on('data', (text) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop();
		for (const line of lines) {
			answered = answered
				.then(() => answer(questions, JSON.parse(line)))
				.then((result) => process.stdout.write(JSON.stringify(result) + '\n'));
		}
	});
}

module.exports = { decode, encode, serve };
