package dev.frameline.jdbc;

import java.sql.Connection;

/**
 * Makes the connections that the reader pool pools. Each opens the file, physically read-only, at its first statement,
 * and again when the file was replaced.
 */
public final class ReaderDataSource extends EngineDataSource {

	private final Backend backend;

	public ReaderDataSource(Backend backend) {
		this.backend = backend;
	}

	@Override
	public Connection getConnection() {
		return new ReaderConnection(this.backend);
	}

}
