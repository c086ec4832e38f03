package dev.frameline.autoconfigure.data;

import java.util.Optional;

import org.springframework.data.jdbc.core.dialect.DialectResolver;
import org.springframework.data.relational.core.dialect.Dialect;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/** Knows SQLite by its product name. Registered in {@code spring.factories}. */
public final class SqliteDialectProvider implements DialectResolver.JdbcDialectProvider {

	@Override
	public Optional<Dialect> getDialect(JdbcOperations operations) {
		String product = operations.execute(
				(ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		return "SQLite".equals(product) ? Optional.of(SqliteDialect.INSTANCE) : Optional.empty();
	}

}
