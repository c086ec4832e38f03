// One client of the npm package `@libsql/client` over HTTP, which has no copy of the database.
'use strict';

const { createClient } = require('@libsql/client/http');
const { decode, encode, serve } = require('./questions.js');

let client;
let transaction;

const result = ({ rows, rowsAffected, lastInsertRowid }) => ({
	rows: rows.map((row) => Array.from(row, encode)),
	changes: rowsAffected,
	rowId: String(lastInsertRowid),
});

serve({
	open: ({ url, token }) => {
		client = createClient({ url, authToken: token, intMode: 'bigint' });
	},
	execute: async ({ sql, parameters }) =>
		result(await (transaction ?? client).execute({ sql, args: parameters.map(decode) })),
	batch: async ({ statements, mode }) => (await client.batch(statements, mode)).map(result),
	executeMultiple: ({ sql }) => client.executeMultiple(sql),
	migrate: async ({ statements }) => (await client.migrate(statements)).map(result),
	begin: async ({ mode }) => {
		transaction = await client.transaction(mode);
	},
	commit: async () => {
		await transaction.commit();
		transaction = undefined;
	},
	rollback: async () => {
		await transaction.rollback();
		transaction = undefined;
	},
	close: () => client.close(),
});
