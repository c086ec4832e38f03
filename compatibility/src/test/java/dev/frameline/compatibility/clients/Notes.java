package dev.frameline.compatibility.clients;

import java.util.List;

/** What is done with the table {@code note} through a client. */
final class Notes {

	static final String INSERT = "INSERT INTO note (text) VALUES (?)";

	/** 400 notes, which are more frames than three batches of a client's have. */
	static final String INSERT_MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
			+ " INSERT INTO note (text) SELECT hex(randomblob(2000)) FROM n";

	private Notes() {
	}

	static List<String> texts(LibsqlClient client) {
		return client.query("SELECT text FROM note ORDER BY id").stream().map((row) -> (String) row.get(0)).toList();
	}

	/** Pulls, so that there is no conflict, and pushes a note. */
	static void push(LibsqlClient client, String text) {
		client.sync();
		client.update(INSERT, text);
		client.sync();
	}

}
