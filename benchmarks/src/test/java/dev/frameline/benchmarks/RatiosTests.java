package dev.frameline.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** That the benchmarks can be run, not how fast anything is. */
class RatiosTests {

	private static final Effort ONCE = new Effort(0, 0, 1, TimeValue.milliseconds(1));

	private static final String SPREAD = "\\d+\\.\\d\\d \\(\\d+\\.\\d\\d to \\d+\\.\\d\\d\\)";

	static final List<Comparison> comparisons = Comparison.ALL;

	@ParameterizedTest
	@FieldSource("comparisons")
	void everyComparisonGivesARatio(Comparison comparison) throws RunnerException {
		Ratios ratios = new Ratios(List.of(comparison));
		ratios.round(1, ONCE);
		assertThat(ratios.table().lines().skip(2)).singleElement()
			.asString()
			.matches("\\| " + comparison.title() + " \\| " + SPREAD + " \\| " + (comparison.waits() ? "" : SPREAD)
					+ " \\| .*");
	}

	@Test
	void everyBenchmarkIsCompared() {
		Set<String> benchmarks = BenchmarkList.defaultList()
			.getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
			.stream()
			.map(BenchmarkListEntry::getUsername)
			.collect(Collectors.toSet());
		assertThat(Comparison.ALL.stream()
			.flatMap((comparison) -> Stream.of(comparison.measured(), comparison.base()))
			.map(Measured::benchmark)
			.collect(Collectors.toSet())).isEqualTo(benchmarks);
	}

	@Test
	void aComparisonIsChosenByWordsOfItsTitle() {
		assertThat(Choice.of("--only=primary, 16 threads", "--rounds=2")).satisfies((choice) -> {
			assertThat(choice.rounds()).isEqualTo(2);
			assertThat(choice.comparisons()).singleElement()
				.extracting(Comparison::title)
				.isEqualTo("durable commit on a primary, 16 threads");
		});
	}

	@Test
	void whatIsNotKnownOnTheCommandLineIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Choice.of("--rounds=0"))
			.withMessageContaining("--rounds=<1 to 9999>");
		assertThatIllegalArgumentException().isThrownBy(() -> Choice.of("--only=nothing of the kind"))
			.withMessageContaining("point read on a primary");
	}

}
