package dev.frameline.demo;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** All notes. */
@Repository
class Notes {

	private final JdbcClient jdbc;

	Notes(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@Transactional
	public Note add(String text) {
		return this.jdbc.sql("INSERT INTO notes (text) VALUES (?) RETURNING id, text, created_at")
			.param(text)
			.query(Note.class)
			.single();
	}

	@Transactional(readOnly = true)
	public List<Note> newest(int limit) {
		return this.jdbc.sql("SELECT id, text, created_at FROM notes ORDER BY id DESC LIMIT ?")
			.param(limit)
			.query(Note.class)
			.list();
	}

	public long count() {
		return this.jdbc.sql("SELECT count(*) FROM notes").query(Long.class).single();
	}

}
