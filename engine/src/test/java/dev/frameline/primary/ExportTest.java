package dev.frameline.primary;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import dev.frameline.log.Export;
import dev.frameline.log.FrameSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Which bytes of a base are sent to whom. */
class ExportTest {

	private final Taken taken = new Taken();

	private PrimaryFixture node;

	private byte[] base;

	private String sha256;

	@BeforeEach
	void open(@TempDir Path directory) throws Exception {
		this.node = new PrimaryFixture(directory);
		this.base = Files.readAllBytes(this.node.base);
		this.sha256 = this.node.baseSha256();
	}

	@AfterEach
	void close() throws Exception {
		this.node.close();
	}

	@Test
	void whoHasABeginningGetsTheRest() throws Exception {
		assertThat(export(new Export(1, 5000, this.sha256))).isEqualTo(this.base.length - 5000);
		assertThat(this.taken.from).isEqualTo(5000);
		assertThat(this.taken.total).isEqualTo(this.base.length);
		assertThat(this.taken.sha256).isEqualTo(this.sha256);
		assertThat(this.taken.bytes.toByteArray())
			.isEqualTo(Arrays.copyOfRange(this.base, 5000, this.base.length));
	}

	@Test
	void whoHasTheBeginningOfAnotherBaseGetsAllOfThisOne() throws Exception {
		export(new Export(1, 5000, "0".repeat(64)));
		assertThat(this.taken.from).isZero();
		assertThat(this.taken.bytes.toByteArray()).isEqualTo(this.base);
	}

	@Test
	void whoDoesNotCompareGetsTheRest() throws Exception {
		export(new Export(1, 5000, null));
		assertThat(this.taken.from).isEqualTo(5000);
	}

	@Test
	void whoHasAllOfItGetsNothing() throws Exception {
		for (long from : new long[] { this.base.length, this.base.length + 1 }) {
			assertThat(export(new Export(1, from, this.sha256))).isZero();
			assertThat(this.taken.from).isEqualTo(this.base.length);
			assertThat(this.taken.bytes.size()).isZero();
		}
	}

	private long export(Export asked) throws Exception {
		return PrimaryFixture.await(this.node.primary.export(asked, this.taken));
	}

	private static final class Taken implements FrameSource.Sink {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private long from;

		private long total;

		private String sha256;

		@Override
		public void expect(long from, long total, String sha256) {
			this.from = from;
			this.total = total;
			this.sha256 = sha256;
		}

		@Override
		public void accept(ByteBuffer bytes) {
			this.bytes.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
		}

	}

}
