CREATE TABLE notes (
	id INTEGER PRIMARY KEY,
	text TEXT NOT NULL,
	created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
