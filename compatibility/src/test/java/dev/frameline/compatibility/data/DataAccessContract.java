package dev.frameline.compatibility.data;

import java.util.List;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a library does with a primary and with a replica. */
abstract class DataAccessContract {

	private final Cluster cluster;

	DataAccessContract(Cluster cluster) {
		this.cluster = cluster;
	}

	@BeforeEach
	void clear() {
		this.cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void aRowGetsItsKeyAndIsReadOnBothNodes(Side side) {
		long first = notes(side).add("first");
		long second = notes(side).add("second");
		assertThat(keyOf(side, "first")).isEqualTo(first);
		assertThat(keyOf(side, "second")).isEqualTo(second);
		assertThat(notes(side).texts()).containsExactly("first", "second");
		this.cluster.assertNotes(side, "first", "second");
	}

	@ParameterizedTest
	@EnumSource
	void aTransactionSeesItselfAndIsSeenWhenItCommits(Side side) {
		transaction(side).executeWithoutResult((status) -> {
			notes(side).add("kept");
			notes(side).add("kept too");
			assertThat(notes(side).texts()).containsExactly("kept", "kept too");
			assertThat(this.cluster.texts(other(side))).isEmpty();
		});
		this.cluster.assertNotes(side, "kept", "kept too");
	}

	@ParameterizedTest
	@EnumSource
	void whatIsRolledBackNobodySees(Side side) {
		transaction(side).executeWithoutResult((status) -> {
			notes(side).add("given up");
			status.setRollbackOnly();
		});
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> transaction(side).executeWithoutResult((status) -> {
				notes(side).add("given up too");
				throw new IllegalStateException("changed its mind");
			}));
		notes(side).add("kept");
		this.cluster.assertNotes(side, "kept");
	}

	@ParameterizedTest
	@EnumSource
	void aReadOnlyTransactionReadsAndDoesNotWrite(Side side) {
		notes(side).add("there");
		TransactionTemplate transaction = transaction(side);
		transaction.setReadOnly(true);
		List<String> read = transaction.execute((status) -> notes(side).texts());
		assertThat(read).containsExactly("there");
		assertThatExceptionOfType(InvalidDataAccessResourceUsageException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> notes(side).add("refused")));
		this.cluster.assertNotes(side, "there");
	}

	@ParameterizedTest
	@EnumSource
	void aTextThatIsTakenIsADuplicateKey(Side side) {
		notes(side).add("taken");
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> notes(side).add("taken"));
		this.cluster.assertNotes(side, "taken");
	}

	@Test
	void aCommitThatTheLogWentOnWithoutCanBeTriedAgain() {
		assertThatExceptionOfType(ConcurrencyFailureException.class)
			.isThrownBy(() -> transaction(Side.REPLICA).executeWithoutResult((status) -> {
				notes(Side.REPLICA).add("refused");
				this.cluster.takeLeaseFrom(Side.REPLICA);
				notes(Side.PRIMARY).add("first");
			}));
		transaction(Side.REPLICA).executeWithoutResult((status) -> notes(Side.REPLICA).add("second"));
		this.cluster.assertNotes(Side.REPLICA, "first", "second");
	}

	final Cluster cluster() {
		return this.cluster;
	}

	final Notes notes(Side side) {
		return this.cluster.bean(side, Notes.class);
	}

	final TransactionTemplate transaction(Side side) {
		return new TransactionTemplate(this.cluster.bean(side, PlatformTransactionManager.class));
	}

	private long keyOf(Side side, String text) {
		return this.cluster.bean(side, JdbcClient.class)
			.sql("SELECT id FROM note WHERE text = ?")
			.param(text)
			.query(Long.class)
			.single();
	}

	private static Side other(Side side) {
		return (side == Side.PRIMARY) ? Side.REPLICA : Side.PRIMARY;
	}

}
