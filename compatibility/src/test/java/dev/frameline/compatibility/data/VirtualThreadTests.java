package dev.frameline.compatibility.data;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.frameline.compatibility.Cluster;
import dev.frameline.compatibility.Side;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The same with {@code spring.threads.virtual.enabled}: far more writers and readers than there are carriers. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Boot has virtual threads from Java 21 on")
class VirtualThreadTests {

	private static final int MANY = 200;

	@RegisterExtension
	static final Cluster cluster = Cluster.of(AsyncTests.Application.class).with("spring.threads.virtual.enabled=true");

	@ParameterizedTest
	@EnumSource
	void manyWritersQueueWhileReadersRead(Side side) throws Exception {
		cluster.clear();
		AsyncTests.Work work = cluster.bean(side, AsyncTests.Work.class);
		List<CompletableFuture<Thread>> writes = IntStream.range(0, MANY).mapToObj((n) -> work.write("note " + n)).toList();
		for (int read = 0; read < MANY; read++) {
			assertThat(cluster.texts(side)).hasSizeLessThanOrEqualTo(MANY);
		}
		Method isVirtual = Thread.class.getMethod("isVirtual");
		for (CompletableFuture<Thread> write : writes) {
			assertThat(isVirtual.invoke(write.join())).isEqualTo(true);
		}
		cluster.assertNotes(side, cluster.texts(side).toArray(String[]::new));
		assertThat(cluster.texts(side)).hasSize(MANY);
	}

}
