package dev.frameline.autoconfigure.http;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.frameline.Chain;
import dev.frameline.Fence;
import dev.frameline.Lineage;
import dev.frameline.Mark;
import dev.frameline.log.Acquired;
import dev.frameline.log.Appended;
import dev.frameline.log.GenerationStart;
import dev.frameline.log.Newest;
import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.Pushed;
import dev.frameline.log.Resolved;
import dev.frameline.log.SourceException;
import dev.frameline.log.SourceInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/PROTOCOL.md} names what the code speaks. */
class ProtocolDocumentTests {

	private static final Pattern CODE = Pattern.compile("\"([A-Z]+_[A-Z_]+|BLOCKED|FORBIDDEN)\"");

	private static final Path DOCUMENT = Path.of("..", "docs", "PROTOCOL.md");

	static Stream<Answer> answers() {
		Mark end = Mark.of(2, 9, new Chain(1));
		Lineage lineage = new Lineage(UUID.randomUUID(), UUID.randomUUID());
		return Stream.concat(
				Stream.of(
						InfoCodec.encode(new SourceInfo(2, new SourceInfo.Identity(lineage,
								new GenerationStart(2, 0, 0, new Chain(1)), new Newest(end, 9, 1, 0)))),
						AppendCodec.encode(new Appended.Accepted(end)), AppendCodec.encode(new Appended.Conflict(end)),
						AppendCodec.encode(new Appended.Rolled(new GenerationStart(3, 9, 0, new Chain(1)))),
						AppendCodec.encode(new Appended.Fenced(Fence.NONE)), AppendCodec.encode(new Appended.Refused("no")),
						AppendCodec.encode(new Appended.Busy(Duration.ZERO)), AppendCodec.encode(new Appended.Unknown("?")),
						PushCodec.encode(new Pushed.Ok(2, 9, "b")), PushCodec.encode(new Pushed.Malformed("page 0")),
						ResolveCodec.encode(new Resolved.Held(end)), ResolveCodec.encode(new Resolved.Void()),
						ResolveCodec.encode(new Resolved.Unanswered("?")),
						ExportCodec.encode(new ExportCodec.Part(9, 9, null)), LeaseCodec.released()),
				Stream.concat(CodecTests.acquires().map(LeaseCodec::encode), CodecTests.pulls()
					.map((pulled) -> PullCodec.encode(new Pull(lineage, end, 1, Duration.ZERO), pulled))));
	}

	@Test
	void namesEveryHeader() throws Exception {
		String document = document();
		for (Field field : HeaderNames.class.getDeclaredFields()) {
			assertThat(document).contains("`" + field.get(null));
		}
	}

	@ParameterizedTest
	@MethodSource("answers")
	void namesEveryStatusWordAndKey(Answer answer) throws Exception {
		String document = document();
		assertThat(document).contains("| " + answer.status());
		assertThat(answer.json()).isNotNull();
		List<String> names = new ArrayList<>();
		collect(answer.json(), names);
		if (!answer.word().isEmpty()) {
			names.add(answer.word());
		}
		assertThat(names).isNotEmpty().allSatisfy((name) -> assertThat(document).contains("`" + name + "`"));
	}

	@Test
	void namesEveryOutcomeAndEveryKindOfFailure() throws Exception {
		String document = document();
		for (Class<?> outcomes : List.of(Appended.class, Pulled.class, Resolved.class, Acquired.class)) {
			for (Class<?> outcome : outcomes.getPermittedSubclasses()) {
				assertThat(document).contains("`" + outcome.getSimpleName() + "`");
			}
		}
		for (SourceException.Kind kind : SourceException.Kind.values()) {
			assertThat(document).contains("`" + kind + "`");
		}
	}

	@Test
	void namesEveryCodeOfSql() throws Exception {
		String document = document();
		Set<String> codes = new TreeSet<>();
		try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/frameline/autoconfigure/http/hrana"))) {
			for (Path source : sources.toList()) {
				Matcher code = CODE.matcher(Files.readString(source));
				while (code.find()) {
					codes.add(code.group(1));
				}
			}
		}
		// The driver's, the size of a value among them; "and the like" stands for these
		codes.removeAll(Set.of("SQLITE_", "SQLITE_TOOBIG"));
		assertThat(codes).hasSizeGreaterThan(15).allSatisfy((code) -> assertThat(document).contains("`" + code + "`"));
	}

	private static void collect(JsonNode json, List<String> names) {
		json.properties().forEach((property) -> {
			names.add(property.getKey());
			collect(property.getValue(), names);
		});
	}

	private static String document() throws IOException {
		return Files.readString(DOCUMENT);
	}

}
