package dev.frameline.autoconfigure.data;

import java.sql.JDBCType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import java.util.List;

import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.mapping.JdbcValue;

/**
 * Dates and times as ISO 8601 texts: what SQLite's own functions understand, what sorts, and what {@code JdbcClient}
 * writes for the same values. Spring Data would make a {@code Timestamp} of them, which the driver stores as a number.
 * What {@code CURRENT_TIMESTAMP} writes, UTC with a space in the middle, is read too.
 *
 * @see <a href="https://www.sqlite.org/lang_datefunc.html">SQLite's date and time functions</a>
 */
final class SqliteConverters {

	private SqliteConverters() {
	}

	static List<Object> all() {
		return List.of(InstantToText.INSTANCE, LocalDateTimeToText.INSTANCE, LocalDateToText.INSTANCE,
				LocalTimeToText.INSTANCE, OffsetDateTimeToText.INSTANCE, TextToInstant.INSTANCE,
				TextToLocalDateTime.INSTANCE, TextToLocalDate.INSTANCE, TextToLocalTime.INSTANCE,
				TextToOffsetDateTime.INSTANCE, NumberToBoolean.INSTANCE);
	}

	@WritingConverter
	private enum InstantToText implements Converter<Instant, JdbcValue> {

		INSTANCE;

		@Override
		public JdbcValue convert(Instant source) {
			return text(source);
		}

	}

	@WritingConverter
	private enum LocalDateTimeToText implements Converter<LocalDateTime, JdbcValue> {

		INSTANCE;

		@Override
		public JdbcValue convert(LocalDateTime source) {
			return text(source);
		}

	}

	@WritingConverter
	private enum LocalDateToText implements Converter<LocalDate, JdbcValue> {

		INSTANCE;

		@Override
		public JdbcValue convert(LocalDate source) {
			return text(source);
		}

	}

	@WritingConverter
	private enum LocalTimeToText implements Converter<LocalTime, JdbcValue> {

		INSTANCE;

		@Override
		public JdbcValue convert(LocalTime source) {
			return text(source);
		}

	}

	@WritingConverter
	private enum OffsetDateTimeToText implements Converter<OffsetDateTime, JdbcValue> {

		INSTANCE;

		@Override
		public JdbcValue convert(OffsetDateTime source) {
			return text(source);
		}

	}

	@ReadingConverter
	private enum TextToInstant implements Converter<String, Instant> {

		INSTANCE;

		@Override
		public Instant convert(String source) {
			String text = iso(source);
			return text.endsWith("Z") ? Instant.parse(text) : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
		}

	}

	@ReadingConverter
	private enum TextToLocalDateTime implements Converter<String, LocalDateTime> {

		INSTANCE;

		@Override
		public LocalDateTime convert(String source) {
			return LocalDateTime.parse(iso(source));
		}

	}

	@ReadingConverter
	private enum TextToLocalDate implements Converter<String, LocalDate> {

		INSTANCE;

		@Override
		public LocalDate convert(String source) {
			return LocalDate.parse(source);
		}

	}

	@ReadingConverter
	private enum TextToLocalTime implements Converter<String, LocalTime> {

		INSTANCE;

		@Override
		public LocalTime convert(String source) {
			return LocalTime.parse(source);
		}

	}

	@ReadingConverter
	private enum TextToOffsetDateTime implements Converter<String, OffsetDateTime> {

		INSTANCE;

		@Override
		public OffsetDateTime convert(String source) {
			return OffsetDateTime.parse(source);
		}

	}

	/** SQLite has no booleans. */
	@ReadingConverter
	private enum NumberToBoolean implements Converter<Number, Boolean> {

		INSTANCE;

		@Override
		public Boolean convert(Number source) {
			return source.intValue() != 0;
		}

	}

	/** With its type said: else the column's type, a timestamp, decides. */
	private static JdbcValue text(Temporal value) {
		return JdbcValue.of(value.toString(), JDBCType.VARCHAR);
	}

	private static String iso(String text) {
		return text.replace(' ', 'T');
	}

}
