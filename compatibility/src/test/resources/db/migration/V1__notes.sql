CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE INDEX note_text ON note (text);
INSERT INTO note (text) VALUES ('migrated');
