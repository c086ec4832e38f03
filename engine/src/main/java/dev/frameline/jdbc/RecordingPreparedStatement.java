package dev.frameline.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a prepared statement, recorded as the calls that set them, so that the driver converts them on
 * whichever connection the statement is run. Streams are read when they are set: they can be read only once.
 */
@NullUnmarked
abstract class RecordingPreparedStatement extends RoutedStatement implements PreparedStatement {

	private @Nullable Parameter[] parameters = new Parameter[4];

	private boolean cleared;

	RecordingPreparedStatement(RoutedConnection connection, String database, Running running) {
		super(connection, database, running);
	}

	/** What is set now; later calls do not change it. */
	final @Nullable Parameter[] recorded() {
		return this.parameters.clone();
	}

	/** What is set now, for immediate use. */
	final @Nullable Parameter[] parameters() {
		return this.parameters;
	}

	/** Binds in order. What was bound before is overwritten, unless it was cleared in between. */
	final void bind(PreparedStatement raw, @Nullable Parameter[] parameters) throws SQLException {
		if (this.cleared) {
			raw.clearParameters();
		}
		for (Parameter parameter : parameters) {
			if (parameter != null) {
				parameter.bind(raw);
			}
		}
	}

	@Override
	public void clearParameters() throws SQLException {
		checkOpen();
		Arrays.fill(this.parameters, null);
		this.cleared = true;
	}

	private void set(int index, Parameter parameter) throws SQLException {
		checkOpen();
		if (index < 1) {
			throw new SQLException("Parameters count from 1, not " + index);
		}
		if (index > this.parameters.length) {
			this.parameters = Arrays.copyOf(this.parameters, Math.max(index, 2 * this.parameters.length));
		}
		this.parameters[index - 1] = parameter;
	}

	@Override
	public void setBigDecimal(int index, BigDecimal value) throws SQLException {
		set(index, (raw) -> raw.setBigDecimal(index, value));
	}

	@Override
	public void setBoolean(int index, boolean value) throws SQLException {
		set(index, (raw) -> raw.setBoolean(index, value));
	}

	@Override
	public void setByte(int index, byte value) throws SQLException {
		set(index, (raw) -> raw.setByte(index, value));
	}

	@Override
	public void setBytes(int index, byte[] value) throws SQLException {
		set(index, (raw) -> raw.setBytes(index, value));
	}

	@Override
	public void setDouble(int index, double value) throws SQLException {
		set(index, (raw) -> raw.setDouble(index, value));
	}

	@Override
	public void setFloat(int index, float value) throws SQLException {
		set(index, (raw) -> raw.setFloat(index, value));
	}

	@Override
	public void setInt(int index, int value) throws SQLException {
		set(index, (raw) -> raw.setInt(index, value));
	}

	@Override
	public void setLong(int index, long value) throws SQLException {
		set(index, (raw) -> raw.setLong(index, value));
	}

	@Override
	public void setShort(int index, short value) throws SQLException {
		set(index, (raw) -> raw.setShort(index, value));
	}

	@Override
	public void setString(int index, String value) throws SQLException {
		set(index, (raw) -> raw.setString(index, value));
	}

	@Override
	public void setNString(int index, String value) throws SQLException {
		set(index, (raw) -> raw.setNString(index, value));
	}

	@Override
	public void setDate(int index, Date value) throws SQLException {
		set(index, (raw) -> raw.setDate(index, value));
	}

	@Override
	public void setTime(int index, Time value) throws SQLException {
		set(index, (raw) -> raw.setTime(index, value));
	}

	@Override
	public void setTimestamp(int index, Timestamp value) throws SQLException {
		set(index, (raw) -> raw.setTimestamp(index, value));
	}

	@Override
	public void setObject(int index, Object value) throws SQLException {
		set(index, (raw) -> raw.setObject(index, value));
	}

	@Override
	public void setURL(int index, URL value) throws SQLException {
		set(index, (raw) -> raw.setURL(index, value));
	}

	@Override
	public void setArray(int index, Array value) throws SQLException {
		set(index, (raw) -> raw.setArray(index, value));
	}

	@Override
	public void setRef(int index, Ref value) throws SQLException {
		set(index, (raw) -> raw.setRef(index, value));
	}

	@Override
	public void setRowId(int index, RowId value) throws SQLException {
		set(index, (raw) -> raw.setRowId(index, value));
	}

	@Override
	public void setSQLXML(int index, SQLXML value) throws SQLException {
		set(index, (raw) -> raw.setSQLXML(index, value));
	}

	@Override
	public void setBlob(int index, Blob value) throws SQLException {
		set(index, (raw) -> raw.setBlob(index, value));
	}

	@Override
	public void setClob(int index, Clob value) throws SQLException {
		set(index, (raw) -> raw.setClob(index, value));
	}

	@Override
	public void setNClob(int index, NClob value) throws SQLException {
		set(index, (raw) -> raw.setNClob(index, value));
	}

	@Override
	public void setDate(int index, Date value, Calendar calendar) throws SQLException {
		set(index, (raw) -> raw.setDate(index, value, calendar));
	}

	@Override
	public void setTime(int index, Time value, Calendar calendar) throws SQLException {
		set(index, (raw) -> raw.setTime(index, value, calendar));
	}

	@Override
	public void setTimestamp(int index, Timestamp value, Calendar calendar) throws SQLException {
		set(index, (raw) -> raw.setTimestamp(index, value, calendar));
	}

	@Override
	public void setNull(int index, int type) throws SQLException {
		set(index, (raw) -> raw.setNull(index, type));
	}

	@Override
	public void setNull(int index, int type, String typeName) throws SQLException {
		set(index, (raw) -> raw.setNull(index, type, typeName));
	}

	@Override
	public void setObject(int index, Object value, int type) throws SQLException {
		set(index, (raw) -> raw.setObject(index, value, type));
	}

	@Override
	public void setObject(int index, Object value, int type, int scale) throws SQLException {
		set(index, (raw) -> raw.setObject(index, value, type, scale));
	}

	@Override
	public void setAsciiStream(int index, InputStream value, int length) throws SQLException {
		setString(index, Streams.ascii(value, length));
	}

	@Override
	public void setAsciiStream(int index, InputStream value, long length) throws SQLException {
		setString(index, Streams.ascii(value, length));
	}

	@Override
	public void setAsciiStream(int index, InputStream value) throws SQLException {
		setString(index, Streams.ascii(value, -1));
	}

	@Override
	public void setBinaryStream(int index, InputStream value, int length) throws SQLException {
		setBytes(index, Streams.bytes(value, length));
	}

	@Override
	public void setBinaryStream(int index, InputStream value, long length) throws SQLException {
		setBytes(index, Streams.bytes(value, length));
	}

	@Override
	public void setBinaryStream(int index, InputStream value) throws SQLException {
		setBytes(index, Streams.bytes(value, -1));
	}

	@Override
	public void setBlob(int index, InputStream value, long length) throws SQLException {
		setBytes(index, Streams.bytes(value, length));
	}

	@Override
	public void setBlob(int index, InputStream value) throws SQLException {
		setBytes(index, Streams.bytes(value, -1));
	}

	@Override
	public void setCharacterStream(int index, Reader value, int length) throws SQLException {
		setString(index, Streams.text(value, length));
	}

	@Override
	public void setCharacterStream(int index, Reader value, long length) throws SQLException {
		setString(index, Streams.text(value, length));
	}

	@Override
	public void setCharacterStream(int index, Reader value) throws SQLException {
		setString(index, Streams.text(value, -1));
	}

	@Override
	public void setNCharacterStream(int index, Reader value, long length) throws SQLException {
		setString(index, Streams.text(value, length));
	}

	@Override
	public void setNCharacterStream(int index, Reader value) throws SQLException {
		setString(index, Streams.text(value, -1));
	}

	@Override
	public void setClob(int index, Reader value, long length) throws SQLException {
		setString(index, Streams.text(value, length));
	}

	@Override
	public void setClob(int index, Reader value) throws SQLException {
		setString(index, Streams.text(value, -1));
	}

	@Override
	public void setNClob(int index, Reader value, long length) throws SQLException {
		setString(index, Streams.text(value, length));
	}

	@Override
	public void setNClob(int index, Reader value) throws SQLException {
		setString(index, Streams.text(value, -1));
	}

	@Override
	@Deprecated
	public void setUnicodeStream(int index, InputStream value, int length) throws SQLException {
		byte[] bytes = Streams.bytes(value, length);
		setString(index, (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null);
	}

	/** A call that sets a parameter. */
	@FunctionalInterface
	interface Parameter {

		void bind(PreparedStatement raw) throws SQLException;

	}

}
