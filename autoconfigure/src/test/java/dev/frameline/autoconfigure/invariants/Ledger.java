package dev.frameline.autoconfigure.invariants;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Accounts between which money moves, so that a reader can tell a whole transaction from a part or a mixture: the sum
 * of all balances never changes, and every transaction stores its number, its name, and a sum that depends on where
 * the money is.
 */
final class Ledger {

	/** A state as one statement reads it. */
	static final String QUERY = "SELECT n, mark, h, (SELECT sum(balance) FROM account),"
			+ " (SELECT sum(balance * id) FROM account), (SELECT max(n) FROM entry) FROM state";

	private static final int ACCOUNTS = 50;

	private static final int BALANCE = 100;

	private Ledger() {
	}

	static void create(Member primary) throws SQLException {
		primary.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, pad BLOB)",
				"CREATE TABLE state (n INTEGER NOT NULL, mark TEXT NOT NULL, h INTEGER NOT NULL)",
				"CREATE TABLE entry (n INTEGER PRIMARY KEY, mark TEXT NOT NULL)",
				"WITH RECURSIVE i(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM i WHERE id < " + ACCOUNTS + ")"
						+ " INSERT INTO account SELECT id, " + BALANCE + ", randomblob(200) FROM i",
				"INSERT INTO state SELECT 0, 'none', sum(balance * id) FROM account",
				"INSERT INTO entry VALUES (0, 'none')");
	}

	/** Moves money within the transaction that is open on {@code connection}. */
	static void move(Connection connection, String mark, Random random) throws SQLException {
		for (int i = 0; i < 4; i++) {
			int amount = random.nextInt(10);
			Member.execute(connection, change(amount, random), change(-amount, random));
		}
		Member.execute(connection, "UPDATE state SET n = n + 1, mark = '" + mark
				+ "', h = (SELECT sum(balance * id) FROM account)", "INSERT INTO entry SELECT n, mark FROM state");
	}

	private static String change(int amount, Random random) {
		return "UPDATE account SET balance = balance + " + amount + ", pad = randomblob(200) WHERE id = "
				+ (1 + random.nextInt(ACCOUNTS));
	}

	/** What a reader saw. */
	record Seen(long n, String mark) {

	}

	/** Reads the row of {@link #QUERY} and proves that it is whole. */
	static Seen check(ResultSet row) throws SQLException {
		assertThat(row.next()).isTrue();
		long n = row.getLong(1);
		assertThat(row.getLong(4)).as("sum of balances after transaction %d", n).isEqualTo(ACCOUNTS * BALANCE);
		assertThat(row.getLong(5)).as("transaction %d is whole", n).isEqualTo(row.getLong(3));
		assertThat(row.getLong(6)).as("transaction %d has its entry", n).isEqualTo(n);
		return new Seen(n, row.getString(2));
	}

}
