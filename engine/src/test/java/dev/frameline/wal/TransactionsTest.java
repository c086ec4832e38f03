package dev.frameline.wal;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TransactionsTest {

	@Test
	void endsAreCountedInFramesAndAnOpenTailIsNotJudged() throws Exception {
		Frames frames = frames(2, 0, 1, 3, 3, 3, 9, 0, 9, 0);
		assertThat(Transactions.ends(frames)).isEqualTo(List.of(2, 3));
		assertThat(Transactions.lastEnd(frames)).isEqualTo(3);
	}

	@Test
	void withoutACommitFrameThereIsNoEnd() throws Exception {
		assertThat(Transactions.ends(frames(2, 0))).isEmpty();
		assertThat(Transactions.lastEnd(frames(2, 0))).isZero();
		assertThat(Transactions.ends(frames())).isEmpty();
	}

	@Test
	void theCommitFrameMayRepeatAPageAndNoOtherFrameMay() throws Exception {
		assertThat(Transactions.ends(frames(2, 0, 1, 0, 2, 2))).isEqualTo(List.of(3));
		assertThatThrownBy(() -> Transactions.ends(frames(2, 0, 2, 0, 1, 2))).isInstanceOf(UnsoundFramesException.class)
			.hasMessageContaining("Page 2 comes twice");
	}

	@Test
	void twoTransactionsMayWriteTheSamePage() throws Exception {
		assertThat(Transactions.ends(frames(2, 0, 1, 2, 2, 0, 1, 2))).isEqualTo(List.of(2, 4));
	}

	@Test
	void pagesThatNoDatabaseWritesAreUnsound() {
		assertThatThrownBy(() -> Transactions.ends(frames(0, 0, 1, 2))).hasMessageContaining("page 0");
		assertThatThrownBy(() -> Transactions.ends(frames(262_145, 262_200))).hasMessageContaining("page 262145");
		assertThatThrownBy(() -> Transactions.ends(frames(3, 2))).hasMessageContaining("page 3");
		assertThatThrownBy(() -> Transactions.ends(frames(1, 0, 3, 0, 2, 2))).hasMessageContaining("Frame 2");
	}

	@Test
	void manyPagesAreToldApart() throws Exception {
		int[] headers = new int[1002];
		for (int i = 0; i < 500; i++) {
			headers[2 * i] = 600 - i;
		}
		headers[1000] = 1;
		headers[1001] = 600;
		assertThat(Transactions.ends(frames(headers))).isEqualTo(List.of(501));
	}

	/** Frames as pairs of page number and size after the commit. */
	private static Frames frames(int... headers) {
		ByteBuffer bytes = ByteBuffer.allocate(headers.length / 2 * Frame.SIZE);
		for (int i = 0; i < headers.length; i += 2) {
			bytes.putInt(i / 2 * Frame.SIZE, headers[i]);
			bytes.putInt(i / 2 * Frame.SIZE + 4, headers[i + 1]);
		}
		return Frames.of(bytes.array());
	}

}
