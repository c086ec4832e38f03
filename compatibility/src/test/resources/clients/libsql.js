// One client of the npm package `libsql`, which has a copy of the database.
'use strict';

const Database = require('libsql');
const { decode, encode, serve } = require('./questions.js');

let database;

serve({
	open: ({ file, url, token, offline }) => {
		database = new Database(file, { syncUrl: url, authToken: token, offline }).defaultSafeIntegers(true);
	},
	exec: ({ sql }) => {
		database.exec(sql);
	},
	update: ({ sql, parameters }) => Number(database.prepare(sql).run(parameters.map(decode)).changes),
	query: ({ sql, parameters }) => {
		const rows = database.prepare(sql).raw().all(parameters.map(decode));
		return rows.map((row) => Array.from(row, encode));
	},
	// All of the statements, or none if it is to fail in the end
	transaction: ({ statements, failing }) => database.transaction(() => {
		statements.forEach((sql) => database.prepare(sql).run());
		if (failing) {
			throw new Error('the transaction is to fail');
		}
	})(),
	sync: () => {
		database.sync();
	},
	close: () => {
		database.close();
	},
});
