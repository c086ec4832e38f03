package dev.frameline.autoconfigure.invariants;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Verified, on the wire: one bit that changed on the way is noticed by whoever receives it, and said. Fails if a
 * changed frame is applied or accepted, and if it is dropped in silence.
 */
class VerifiedOverHttpTests {

	private Nodes nodes;

	private Member primary;

	private Passage passage;

	private Member replica;

	@BeforeEach
	void start(@TempDir Path directory) throws Exception {
		this.nodes = new Nodes(directory);
		this.primary = this.nodes.primary();
		this.primary.execute("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('whole')");
		this.passage = this.nodes.passage(this.primary);
		this.replica = this.nodes.replica("replica", this.passage.url());
		this.replica.catchUpWith(this.primary);
	}

	@AfterEach
	void close() throws Exception {
		this.nodes.close();
	}

	@Test
	void aBitThatChangedInAPullIsSaidAndPulledAgain() throws Exception {
		AtomicBoolean bad = new AtomicBoolean(true);
		AtomicInteger changed = new AtomicInteger();
		this.passage.weather(new Passage.Weather() {

			@Override
			public byte[] answer(String method, String path, int status, byte[] body) {
				if (bad.get() && method.equals("GET") && path.startsWith("/sync/") && status == 200) {
					changed.incrementAndGet();
					return flipped(body);
				}
				return body;
			}

		});
		this.primary.execute("INSERT INTO note VALUES ('next')");
		await().untilAsserted(() -> assertThat(changed).hasValueGreaterThan(1));
		await().untilAsserted(() -> assertThat(this.replica.status().lastError()).isNotNull());
		assertThat(this.replica.number("SELECT count(*) FROM note")).isOne();
		bad.set(false);
		await().untilAsserted(() -> assertThat(this.replica.number("SELECT count(*) FROM note")).isEqualTo(2));
		await().untilAsserted(() -> assertThat(this.replica.status().lastError()).isNull());
	}

	@Test
	void aBitThatChangedInABaseIsSaidAndTheBaseIsFetchedAgain() {
		AtomicBoolean bad = new AtomicBoolean(true);
		this.passage.weather(new Passage.Weather() {

			@Override
			public byte[] answer(String method, String path, int status, byte[] body) {
				return (bad.get() && path.startsWith("/export/") && status == 200) ? flipped(body) : body;
			}

		});
		Member late = this.nodes.replica("late", this.passage.url(), "--frameline.sync.initial=in-background");
		await().untilAsserted(() -> assertThat(late.status().lastError()).isNotNull()
			.startsWith("Database 'default': expected a base with the SHA-256"));
		assertThat(late.file()).doesNotExist();
		bad.set(false);
		await().untilAsserted(() -> assertThat(late.status().lastError()).isNull());
		late.catchUpWith(this.primary);
	}

	@Test
	void aBitThatChangedInAnAppendIsRefusedAndLeavesNothing() throws Exception {
		this.passage.weather(new Passage.Weather() {

			@Override
			public byte[] request(String method, String path, byte[] body) {
				return (method.equals("POST") && path.startsWith("/sync/")) ? flipped(body) : body;
			}

		});
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> this.replica.transaction("INSERT INTO note VALUES ('changed on the way')"))
			.withMessageContaining("Database 'default'");
		this.passage.weather(new Passage.Weather() {
		});
		this.replica.sync().sync();
		for (Member node : new Member[] { this.primary, this.replica }) {
			assertThat(node.number("SELECT count(*) FROM note")).isOne();
		}
		this.replica.execute("INSERT INTO note VALUES ('next')");
		assertThat(this.primary.number("SELECT count(*) FROM note")).isEqualTo(2);
	}

	/** With one bit changed in the middle of the first frame's page. */
	private static byte[] flipped(byte[] frames) {
		byte[] flipped = frames.clone();
		flipped[2000] ^= 0x10;
		return flipped;
	}

}
