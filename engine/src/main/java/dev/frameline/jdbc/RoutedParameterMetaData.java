package dev.frameline.jdbc;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.sql.Types;

/**
 * What the driver says of parameters: SQLite does not type them. Only their number asks the database; frameworks ask
 * for the type of each {@code null}.
 */
final class RoutedParameterMetaData implements ParameterMetaData {

	private final Count count;

	RoutedParameterMetaData(Count count) {
		this.count = count;
	}

	@Override
	public int getParameterCount() throws SQLException {
		return this.count.get();
	}

	@Override
	public int isNullable(int parameter) {
		return parameterNullable;
	}

	@Override
	public boolean isSigned(int parameter) {
		return true;
	}

	@Override
	public int getPrecision(int parameter) {
		return 0;
	}

	@Override
	public int getScale(int parameter) {
		return 0;
	}

	@Override
	public int getParameterType(int parameter) {
		return Types.VARCHAR;
	}

	@Override
	public String getParameterTypeName(int parameter) {
		return "VARCHAR";
	}

	@Override
	public String getParameterClassName(int parameter) {
		return "java.lang.String";
	}

	@Override
	public int getParameterMode(int parameter) {
		return parameterModeIn;
	}

	@Override
	public boolean isWrapperFor(Class<?> type) {
		return type.isInstance(this);
	}

	@Override
	public <T> T unwrap(Class<T> type) throws SQLException {
		if (type.isInstance(this)) {
			return type.cast(this);
		}
		throw Failures.noDoor(type);
	}

	/** Asks the database. */
	@FunctionalInterface
	interface Count {

		int get() throws SQLException;

	}

}
