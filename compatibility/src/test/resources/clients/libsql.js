// One client of the npm package `libsql`: a question per line on standard input, its answer per line on standard
// output, both JSON. Integers and blobs, which JSON lacks, are {"integer": "1"} and {"blob": "<base64>"}.
'use strict';

const Database = require('libsql');

let database;

const questions = {
	open: ({ file, url, token, offline }) => {
		database = new Database(file, { syncUrl: url, authToken: token, offline }).defaultSafeIntegers(true);
	},
	exec: ({ sql }) => database.exec(sql),
	update: ({ sql, parameters }) => Number(database.prepare(sql).run(parameters.map(decode)).changes),
	query: ({ sql, parameters }) => {
		const rows = database.prepare(sql).raw().all(parameters.map(decode));
		return rows.map((row) => Array.from(row, encode));
	},
	sync: () => {
		database.sync();
	},
	close: () => database.close(),
};

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
	return (value instanceof Uint8Array) ? { blob: Buffer.from(value).toString('base64') } : value;
}

function answer({ question, ...details }) {
	try {
		return { result: questions[question](details) ?? null };
	}
	catch (error) {
		return { error: String(error.message ?? error) };
	}
}

let rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
	const lines = (rest + text).split('\n');
	rest = lines.pop();
	lines.forEach((line) => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\n'));
});
