package dev.frameline.simulation.workload;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.frameline.simulation.history.Effect;

/** Money goes from account to account; the sum stays what it was. */
final class Bank implements Workload {

	private static final int ACCOUNTS = 5;

	private static final int MONEY = 100;

	@Override
	public List<String> schema() {
		return List.of("CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL)",
				"INSERT INTO account VALUES (1, 100), (2, 100), (3, 100), (4, 100), (5, 100)");
	}

	@Override
	public Map<String, String> initial() {
		Map<String, String> initial = new TreeMap<>();
		for (int account = 1; account <= ACCOUNTS; account++) {
			initial.put(key(account), String.valueOf(MONEY));
		}
		return initial;
	}

	@Override
	public List<Effect> write(Sql sql, String token, Map<String, String> reads) throws SQLException {
		int from = 1 + sql.dice().below(ACCOUNTS);
		int to = 1 + (from + sql.dice().below(ACCOUNTS - 1)) % ACCOUNTS;
		long there = balance(sql, from, reads);
		long here = balance(sql, to, reads);
		long amount = sql.dice().below(there + 1);
		sql.run("UPDATE account SET balance = ? WHERE id = ?", there - amount, from);
		sql.run("UPDATE account SET balance = ? WHERE id = ?", here + amount, to);
		return List.of(new Effect.Put(key(from), String.valueOf(there - amount)),
				new Effect.Put(key(to), String.valueOf(here + amount)));
	}

	private long balance(Sql sql, int account, Map<String, String> reads) throws SQLException {
		String balance = sql.value("SELECT balance FROM account WHERE id = ?", account);
		reads.put(key(account), balance);
		return Long.parseLong(balance);
	}

	@Override
	public Map<String, String> read(Sql sql) throws SQLException {
		Map<String, String> read = new TreeMap<>();
		for (int account = 1; account <= ACCOUNTS; account++) {
			balance(sql, account, read);
		}
		long sum = read.values().stream().mapToLong(Long::parseLong).sum();
		if (sum != ACCOUNTS * MONEY) {
			throw new IllegalStateException("expected " + ACCOUNTS * MONEY + " in all accounts, found " + sum);
		}
		return read;
	}

	private static String key(int account) {
		return "account " + account;
	}

}
