package dev.frameline.autoconfigure.data;

import java.util.Collection;

import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.relational.core.dialect.AbstractDialect;
import org.springframework.data.relational.core.dialect.IdGeneration;
import org.springframework.data.relational.core.dialect.InsertRenderContext;
import org.springframework.data.relational.core.dialect.LimitClause;
import org.springframework.data.relational.core.dialect.LockClause;
import org.springframework.data.relational.core.sql.IdentifierProcessing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.LetterCasing;
import org.springframework.data.relational.core.sql.IdentifierProcessing.Quoting;
import org.springframework.data.relational.core.sql.LockOptions;

/**
 * SQLite for Spring Data JDBC, which has no dialect of its own for it.
 *
 * @see <a href="https://www.sqlite.org/lang.html">SQL as understood by SQLite</a>
 */
public final class SqliteDialect extends AbstractDialect implements JdbcDialect {

	/** The dialect. */
	public static final SqliteDialect INSTANCE = new SqliteDialect();

	/** Between double quotes SQLite takes a column that is not there for a text; between backticks it does not. */
	private static final IdentifierProcessing IDENTIFIERS = IdentifierProcessing.create(new Quoting("`"),
			LetterCasing.AS_IS);

	private SqliteDialect() {
	}

	@Override
	public String getName() {
		return "sqlite";
	}

	@Override
	public IdentifierProcessing getIdentifierProcessing() {
		return IDENTIFIERS;
	}

	@Override
	public IdGeneration getIdGeneration() {
		return RowIds.INSTANCE;
	}

	@Override
	public LimitClause limit() {
		return Limit.INSTANCE;
	}

	@Override
	public LockClause lock() {
		return NoLock.INSTANCE;
	}

	@Override
	public InsertRenderContext getInsertRenderContext() {
		return () -> " DEFAULT VALUES";
	}

	@Override
	public Collection<Object> getConverters() {
		return SqliteConverters.all();
	}

	/** The driver knows the key of one row only, and there are no sequences. */
	private enum RowIds implements IdGeneration {

		INSTANCE;

		@Override
		public boolean supportedForBatchOperations() {
			return false;
		}

		@Override
		public boolean sequencesSupported() {
			return false;
		}

	}

	private enum Limit implements LimitClause {

		INSTANCE;

		@Override
		public String getLimit(long limit) {
			return "LIMIT " + limit;
		}

		/** There is no offset without a limit; a negative one is none. */
		@Override
		public String getOffset(long offset) {
			return getLimitOffset(-1, offset);
		}

		@Override
		public String getLimitOffset(long limit, long offset) {
			return "LIMIT " + limit + " OFFSET " + offset;
		}

		@Override
		public Position getClausePosition() {
			return Position.AFTER_ORDER_BY;
		}

	}

	/** A transaction that is not read-only has the whole database for itself already. */
	private enum NoLock implements LockClause {

		INSTANCE;

		@Override
		public String getLock(LockOptions options) {
			return "";
		}

		@Override
		public Position getClausePosition() {
			return Position.AFTER_ORDER_BY;
		}

	}

}
