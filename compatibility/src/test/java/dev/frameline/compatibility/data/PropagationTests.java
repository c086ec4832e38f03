package dev.frameline.compatibility.data;

import java.util.List;
import java.util.function.Supplier;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** {@code @Transactional} inside {@code @Transactional}, in each propagation. */
class PropagationTests {

	@RegisterExtension
	static final Cluster cluster = Cluster.of(Application.class);

	@BeforeEach
	void clear() {
		cluster.clear();
	}

	@ParameterizedTest
	@EnumSource
	void requiredJoins(Side side) {
		work(side).required(() -> write(side, "outer", () -> work(side).required(() -> write(side, "inner"))));
		cluster.assertNotes(side, "outer", "inner");
	}

	@ParameterizedTest
	@EnumSource
	void supportsJoinsOrRunsWithout(Side side) {
		work(side).required(() -> write(side, "outer", () -> work(side).supports(() -> write(side, "inner"))));
		work(side).supports(() -> write(side, "alone"));
		cluster.assertNotes(side, "outer", "inner", "alone");
	}

	@ParameterizedTest
	@EnumSource
	void mandatoryJoinsOrRefuses(Side side) {
		work(side).required(() -> write(side, "outer", () -> work(side).mandatory(() -> write(side, "inner"))));
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> work(side).mandatory(() -> write(side, "never")));
		cluster.assertNotes(side, "outer", "inner");
	}

	@ParameterizedTest
	@EnumSource
	void neverRefusesOrRunsWithout(Side side) {
		assertThatExceptionOfType(IllegalTransactionStateException.class)
			.isThrownBy(() -> work(side).required(() -> work(side).never(() -> texts(side))));
		work(side).never(() -> write(side, "alone"));
		cluster.assertNotes(side, "alone");
	}

	@ParameterizedTest
	@EnumSource
	void nestedRollsBackToWhereItBegan(Side side) {
		work(side).required(() -> write(side, "outer", () -> {
			assertThatExceptionOfType(ChangedMind.class)
				.isThrownBy(() -> work(side).nested(() -> write(side, "inner", () -> {
					throw new ChangedMind();
				})));
			return work(side).nested(() -> write(side, "second inner"));
		}));
		cluster.assertNotes(side, "outer", "second inner");
	}

	@ParameterizedTest
	@EnumSource
	void requiresNewThatWritesInsideOneThatWritesFailsAtOnce(Side side) {
		work(side).required(() -> write(side, "outer", () -> {
			assertWouldWaitForItself(() -> work(side).requiresNew(() -> write(side, "inner")));
			return texts(side);
		}));
		cluster.assertNotes(side, "outer");
	}

	@ParameterizedTest
	@EnumSource
	void requiresNewThatWritesInsideOneThatOnlyReadIsATransactionOfItsOwn(Side side) {
		work(side).readOnly(() -> {
			assertThat(texts(side)).isEmpty();
			work(side).requiresNew(() -> write(side, "inner"));
			assertThat(texts(side)).as("the snapshot of the outer one").isEmpty();
			return texts(side);
		});
		cluster.assertNotes(side, "inner");
	}

	@ParameterizedTest
	@EnumSource
	void requiresNewThatOnlyReadsSeesWhatWasThereBefore(Side side) {
		work(side).required(() -> write(side, "outer", () -> {
			assertThat(work(side).requiresNewReadOnly(() -> texts(side))).isEmpty();
			assertThat(work(side).readOnly(() -> texts(side))).as("joined").containsExactly("outer");
			return texts(side);
		}));
		cluster.assertNotes(side, "outer");
	}

	@ParameterizedTest
	@EnumSource
	void notSupportedReadsWhatWasThereBeforeAndFailsAtOnceWhenItWrites(Side side) {
		work(side).required(() -> write(side, "outer", () -> {
			assertThat(work(side).notSupported(() -> texts(side))).isEmpty();
			assertWouldWaitForItself(() -> work(side).notSupported(() -> write(side, "inner")));
			return texts(side);
		}));
		cluster.assertNotes(side, "outer");
	}

	private static void assertWouldWaitForItself(Runnable action) {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(action::run)
			.withMessageContaining("Database 'default'")
			.withMessageContaining("REQUIRES_NEW");
	}

	private static Work work(Side side) {
		return cluster.bean(side, Work.class);
	}

	private static List<String> texts(Side side) {
		return cluster.texts(side);
	}

	private static List<String> write(Side side, String text) {
		return write(side, text, () -> texts(side));
	}

	private static List<String> write(Side side, String text, Supplier<List<String>> then) {
		cluster.bean(side, JdbcClient.class).sql("INSERT INTO note (text) VALUES (?)").param(text).update();
		return then.get();
	}

	private static final class ChangedMind extends RuntimeException {

	}

	/** A method per propagation. */
	static class Work {

		@Transactional
		public List<String> required(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		public List<String> supports(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.MANDATORY)
		public List<String> mandatory(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public List<String> requiresNew(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW, readOnly = true)
		public List<String> requiresNewReadOnly(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		public List<String> notSupported(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NEVER)
		public List<String> never(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(propagation = Propagation.NESTED)
		public List<String> nested(Supplier<List<String>> work) {
			return work.get();
		}

		@Transactional(readOnly = true)
		public List<String> readOnly(Supplier<List<String>> work) {
			return work.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Work.class)
	static class Application {

	}

}
