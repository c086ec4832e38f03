package dev.frameline.log.disk;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The golden bytes of {@code docs/FORMAT.md}: {@code commits}, {@code generation.json}, {@code incarnation}. */
class LogFormatTest {

	private static final UUID BRANCH = UUID.fromString("aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");

	private static final UUID DATABASE = UUID.fromString("99999999-8888-4777-a666-555555555555");

	private static final GenerationStart START = new GenerationStart(1, 0, 0x0123456789abcdefL,
			new Chain(0x432c2614f1e1a942L));

	private static final long SEED = 0x1281add951149bf3L;

	private static final Chain CHAIN = new Chain(0xb6fe4a18d52c15beL);

	@Test
	void theHeaderOfCommitsHasTheseBytes() {
		assertThat(hex(CommitsFile.header(BRANCH, START))).isEqualTo("464c434f4d4d4954" + "00000001" + "00000040"
				+ "0000000000000001" + "aaaaaaaabbbb4ccc8dddeeeeeeeeeeee" + "0123456789abcdef" + "432c2614f1e1a942"
				+ "1281add951149bf3");
	}

	@Test
	void aCommitHasTheseBytes() {
		CommitRecord record = CommitRecord.commit(new CommitId(LogFixture.ORIGIN, 9), 5, 2, 1_700_000_000_000L, CHAIN);
		assertBytes(record, "00000001" + "00000003" + "0000000000000005" + "0000018bcfe56800"
				+ "11111111222243338444555555555555" + "0000000000000009" + "b6fe4a18d52c15be" + "ae0a018d8ebe3f88");
		assertThat(record.durable()).isEqualTo(2);
	}

	@Test
	void aCommitWithoutIdentityHasTheseBytes() {
		assertBytes(CommitRecord.commit(null, 6, 5, 1_700_000_000_001L, CHAIN),
				"00000002" + "00000001" + "0000000000000006" + "0000018bcfe56801" + "00000000000000000000000000000000"
						+ "0000000000000000" + "b6fe4a18d52c15be" + "9768bc0d489a4ea0");
	}

	@Test
	void aCommitWhoseAppendGoesOnHasTheseBytes() {
		CommitRecord last = CommitRecord.commit(new CommitId(LogFixture.ORIGIN, 9), 5, 2, 1_700_000_000_000L, CHAIN);
		CommitRecord record = last.withMore(last.id().before(1));
		assertBytes(record, "00000004" + "00000003" + "0000000000000005" + "0000018bcfe56800"
				+ "11111111222243338444555555555555" + "0000000000000008" + "b6fe4a18d52c15be" + "680a018df7be3f88");
		assertThat(record.hasMore()).isTrue();
	}

	@Test
	void aRefusalHasTheseBytes() {
		assertBytes(CommitRecord.refusal(new CommitId(LogFixture.ORIGIN, 10), 6, 6, 1_700_000_000_002L, CHAIN),
				"00000003" + "00000000" + "0000000000000006" + "0000018bcfe56802" + "11111111222243338444555555555555"
						+ "000000000000000a" + "b6fe4a18d52c15be" + "320a018d64be3f88");
	}

	@Test
	void aRecordOfAnotherFileIsNotTaken() {
		ByteBuffer bytes = ByteBuffer.allocate(CommitRecord.SIZE);
		CommitRecord.commit(null, 6, 5, 1, CHAIN).encode(bytes, SEED);
		assertThat(CommitRecord.decode(bytes.flip(), SEED + 1)).isNull();
		assertThat(bytes.hasRemaining()).isFalse();
		assertThat(CommitRecord.decode(ByteBuffer.allocate(CommitRecord.SIZE), SEED)).isNull();
	}

	@Test
	void aDescriptionReadsLikeThis() {
		Generation generation = new Generation(new Lineage(DATABASE, BRANCH), START, null,
				new Generation.Base(8192, "00ff".repeat(16)), null);
		String json = """
				{
				  "format": 1,
				  "databaseId": "99999999-8888-4777-a666-555555555555",
				  "branch": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
				  "generation": 1,
				  "firstSequence": 0,
				  "salt": "0123456789abcdef",
				  "chain": "432c2614f1e1a942",
				  "follows": null,
				  "base": { "bytes": 8192, "sha256": "00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff" },
				  "seal": null
				}
				""";
		assertThat(generation.toJson()).isEqualTo(json);
		assertThat(Generation.parse(json)).isEqualTo(generation);
	}

	@Test
	void aSealedDescriptionReadsLikeThis() {
		Generation generation = new Generation(new Lineage(DATABASE, BRANCH),
				new GenerationStart(3, 1234, 0xfedcba9876543210L, CHAIN),
				new Generation.Seal(1200, CHAIN, 1_700_000_000_003L), null,
				new Generation.Seal(77, START.chain(), 1_700_000_000_004L));
		assertThat(generation.toJson()).contains("\"salt\": \"fedcba9876543210\"",
				"\"follows\": { \"frame\": 1200, \"chain\": \"b6fe4a18d52c15be\", \"time\": 1700000000003 }",
				"\"base\": null",
				"\"seal\": { \"frame\": 77, \"chain\": \"432c2614f1e1a942\", \"time\": 1700000000004 }");
		assertThat(Generation.parse(generation.toJson())).isEqualTo(generation);
	}

	@Test
	void keysThatAreNotKnownAreLeftAlone() {
		Generation generation = new Generation(new Lineage(DATABASE, BRANCH), START, null,
				new Generation.Base(4096, "00".repeat(32)), null);
		assertThat(Generation.parse(generation.toJson().replaceFirst("\\{", "{ \"note\": \"kept by hand\",")))
			.isEqualTo(generation);
	}

	@Test
	void aNumberInTheWrongPlaceIsTold() {
		String json = new Generation(new Lineage(DATABASE, BRANCH), START, null,
				new Generation.Base(4096, "00".repeat(32)), null)
			.toJson();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Generation.parse(json.replace("\"bytes\": 4096", "\"bytes\": 4096.5")))
			.withMessageContaining("expected a whole number at $.base.bytes, found 4096.5");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Generation.parse(json.replace("\"salt\": \"0123456789abcdef\"", "\"salt\": 12")))
			.withMessageContaining("expected a text at $.salt, found 12");
	}

	@Test
	void originsHaveTheseBytes() {
		Identities known = new Identities();
		known.addHeld(new Identities.Held(new CommitId(LogFixture.ORIGIN, 9), Mark.of(2, 5, CHAIN)));
		known.addRefused(new CommitId(LogFixture.ORIGIN, 10));
		assertThat(hex(OriginsFile.encode(BRANCH, 3, known))).isEqualTo("464c4f524947494e" + "00000001" + "00000040"
				+ "0000000000000003" + "aaaaaaaabbbb4ccc8dddeeeeeeeeeeee" + "0000000000000001" + "0000000000000000"
				+ "d0ec2dcb31805406" + "11111111222243338444555555555555" + "0000000000000009" + "0000000000000002"
				+ "0000000000000005" + "b6fe4a18d52c15be" + "000000000000000a" + "35e2779a488063d3");
	}

	@Test
	void anIncarnationHasTheseBytes() {
		byte[] bytes = IncarnationFile.encode(9);
		assertThat(hex(bytes)).isEqualTo("464c494e4341524e" + "00000001" + "00000000" + "0000000000000009"
				+ "7465412705e5a87f");
		assertThat(IncarnationFile.decode(ByteBuffer.wrap(bytes))).isEqualTo(9);
	}

	private static void assertBytes(CommitRecord record, String expected) {
		ByteBuffer bytes = ByteBuffer.allocate(CommitRecord.SIZE);
		record.encode(bytes, SEED);
		assertThat(hex(bytes.array())).isEqualTo(expected);
		assertThat(CommitRecord.decode(bytes.flip(), SEED)).isEqualTo(record);
	}

	private static String hex(byte[] bytes) {
		return HexFormat.of().formatHex(bytes);
	}

}
