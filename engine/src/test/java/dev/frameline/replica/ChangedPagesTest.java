package dev.frameline.replica;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.log.Pulled;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.replica.FollowState.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A replica that is far behind takes each changed page once, and goes on from there. */
class ChangedPagesTest {

	private static final String COUNT = "SELECT n FROM counter";

	private static final String INCREMENT = "UPDATE counter SET n = n + 1";

	private final List<Pulled> answers = new ArrayList<>();

	private PrimaryFixture node;

	private ReplicaFixture replica;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.replica = new ReplicaFixture(this.node, "replica", 4, false);
		this.replica.sync();
		this.replica.wire.pulled = (pulled) -> {
			this.answers.add(pulled);
			return pulled;
		};
	}

	@AfterEach
	void close() throws Exception {
		this.replica.close();
		this.node.close();
	}

	@Test
	void manyCommitsToOnePageComeAtOnce() throws Exception {
		increment(50);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.SYNCED);
		assertThat(this.answers).hasSize(1);
		assertThat(this.answers.get(0)).isInstanceOfSatisfying(Pulled.Changes.class,
				(changes) -> assertThat(changes.frames().count()).isLessThan(5));
		assertThatItIsWhereThePrimaryIs("50");
	}

	@Test
	void whatFollowsContinuesThem() throws Exception {
		increment(50);
		this.replica.sync();
		increment(1);
		this.replica.sync();
		assertThat(this.answers.get(1)).isInstanceOf(Pulled.Batch.class);
		assertThatItIsWhereThePrimaryIs("51");
		this.replica.write(INCREMENT);
		assertThat(this.node.read(COUNT)).isEqualTo("52");
	}

	@Test
	void theyLeadOverGenerations() throws Exception {
		increment(20);
		await(this.node.primary.roll());
		increment(20);
		await(this.node.primary.roll());
		increment(20);
		assertThat(this.replica.outcome()).isEqualTo(Outcome.SYNCED);
		assertThat(this.answers).hasSize(1).allMatch(Pulled.Changes.class::isInstance);
		assertThatItIsWhereThePrimaryIs("60");
		assertThat(this.replica.database().identity()).isEqualTo(this.node.identity());
	}

	@Test
	void fewFramesComeOneAfterTheOther() throws Exception {
		increment(3);
		this.replica.sync();
		assertThat(this.answers).noneMatch(Pulled.Changes.class::isInstance);
		assertThatItIsWhereThePrimaryIs("3");
	}

	@Test
	void aReplicaThatStartsAgainIsWhereTheyLed() throws Exception {
		increment(50);
		this.replica.sync();
		this.replica.close();
		this.replica = new ReplicaFixture(this.node, "replica", 4, false);
		this.replica.replica.openCopy();
		assertThatItIsWhereThePrimaryIs("50");
		increment(1);
		this.replica.sync();
		assertThatItIsWhereThePrimaryIs("51");
	}

	private void increment(int times) throws Exception {
		for (int i = 0; i < times; i++) {
			this.node.write(INCREMENT);
		}
	}

	private void assertThatItIsWhereThePrimaryIs(String count) throws Exception {
		assertThat(this.replica.read(COUNT)).isEqualTo(count);
		assertThat(this.replica.database().position()).isEqualTo(this.node.log.durableEnd());
		assertThat(this.replica.read("PRAGMA integrity_check")).isEqualTo("ok");
	}

}
