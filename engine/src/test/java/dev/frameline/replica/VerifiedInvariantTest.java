package dev.frameline.replica;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

import dev.frameline.log.Append;
import dev.frameline.log.Appended;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Pulled;
import dev.frameline.primary.PrimaryFixture;
import dev.frameline.wal.Frame;
import dev.frameline.wal.Frames;
import dev.frameline.wal.SqliteSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.frameline.primary.PrimaryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

/** No received byte becomes visible before its checksum was checked, wherever in a frame it was changed. */
class VerifiedInvariantTest {

	private PrimaryFixture node;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
	}

	@ParameterizedTest(name = "byte {0} of a frame")
	@ValueSource(ints = { 0, 3, 4, 7, 8, 15, 16, 23, 24, 2000, Frame.SIZE - 1 })
	void aByteThatWasChangedInAPull(int at) throws Exception {
		try (ReplicaFixture replica = new ReplicaFixture(this.node, "replica", 1000, false)) {
			replica.sync();
			this.node.write("UPDATE counter SET n = n + 1");
			replica.wire.pulled = changing(at);
			assertThat(replica.sync().lastError()).isNotNull();
			assertThat(replica.read("SELECT n FROM counter")).isEqualTo("0");
			assertThat(replica.database().position()).isEqualTo(this.node.start());
		}
	}

	@ParameterizedTest(name = "byte {0} of a frame")
	@ValueSource(ints = { 0, 3, 4, 7, 8, 15, 16, 23, 24, 2000, Frame.SIZE - 1 })
	void aByteThatWasChangedInAnAppend(int at) throws Exception {
		try (SqliteSource writer = this.node.client("writer")) {
			Append append = this.node.append(PrimaryFixture.id(this.node.database.origin(), 1), this.node.start(),
					writer.commit("UPDATE counter SET n = n + 1"));
			Append changed = new Append(append.lineage(), append.id(), append.fence(), append.expected(),
					changed(append.frames(), at));
			assertThat(await(this.node.primary.append(changed))).isInstanceOf(Appended.Refused.class);
			assertThat(this.node.read("SELECT n FROM counter")).isEqualTo("0");
			assertThat(this.node.log.durableEnd()).isEqualTo(this.node.start());
		}
	}

	@ParameterizedTest(name = "byte {0} of a base")
	@ValueSource(ints = { 18, 100, 5000, 12287 })
	void aByteThatWasChangedInABase(int at) throws Exception {
		try (ReplicaFixture replica = new ReplicaFixture(this.node, "replica", 1000, false)) {
			replica.wire.exported = (sink) -> new FrameSource.Sink() {

				@Override
				public void expect(long from, long total, String sha256) throws IOException {
					sink.expect(from, total, sha256);
				}

				@Override
				public void accept(ByteBuffer bytes) throws IOException {
					bytes.array()[at] ^= 1;
					sink.accept(bytes);
				}

			};
			assertThat(replica.sync().lastError()).contains("SHA-256").contains("thrown away");
			assertThat(replica.replica.copy()).isNull();
			assertThat(replica.path.getParent()).isEmptyDirectory();
		}
	}

	private static UnaryOperator<Pulled> changing(int at) {
		return (pulled) -> {
			Pulled.Batch batch = (Pulled.Batch) pulled;
			try {
				return new Pulled.Batch(changed(batch.frames(), at), batch.newest());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	private static Frames changed(Frames frames, int at) throws IOException {
		byte[] bytes = new byte[frames.count() * Frame.SIZE];
		frames.read(0, frames.count(), bytes, 0);
		bytes[at] ^= 1;
		return Frames.of(bytes);
	}

}
