package dev.frameline.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/** Reads a parameter's stream to its end, or to its announced length. */
final class Streams {

	private Streams() {
	}

	/** @param length in bytes, or -1 for all */
	static byte @Nullable [] bytes(@Nullable InputStream stream, long length) throws SQLException {
		if (stream == null) {
			return null;
		}
		try {
			byte[] bytes = (length < 0) ? stream.readAllBytes() : stream.readNBytes(Math.toIntExact(length));
			requireLength(bytes.length, length);
			return bytes;
		}
		catch (IOException ex) {
			throw new SQLException("Could not read the stream of a parameter", ex);
		}
	}

	static @Nullable String ascii(@Nullable InputStream stream, long length) throws SQLException {
		byte[] bytes = bytes(stream, length);
		return (bytes != null) ? new String(bytes, StandardCharsets.US_ASCII) : null;
	}

	/** @param length in characters, or -1 for all */
	static @Nullable String text(@Nullable Reader reader, long length) throws SQLException {
		if (reader == null) {
			return null;
		}
		try {
			StringWriter text = new StringWriter();
			if (length < 0) {
				reader.transferTo(text);
				return text.toString();
			}
			for (long i = 0; i < length; i++) {
				int c = reader.read();
				if (c < 0) {
					requireLength(i, length);
				}
				text.write(c);
			}
			return text.toString();
		}
		catch (IOException ex) {
			throw new SQLException("Could not read the stream of a parameter", ex);
		}
	}

	private static void requireLength(long read, long length) throws SQLException {
		if (length >= 0 && read != length) {
			throw new SQLException("The stream of a parameter should be " + length + " long, and ended after " + read);
		}
	}

}
