package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Each start of a primary is counted, and no count comes twice. */
class IncarnationTest {

	@TempDir
	Path temp;

	private final FaultyDisk disk = new FaultyDisk();

	private LogFixture fixture;

	@BeforeEach
	void createLog() throws IOException, SQLException {
		this.fixture = new LogFixture(this.temp, this.disk);
	}

	@AfterEach
	void closeLog() throws IOException, SQLException {
		this.disk.heal();
		this.fixture.close();
	}

	@Test
	void startsAreCountedFromOneOn() throws Exception {
		for (long start = 1; start <= 3; start++) {
			assertThat(this.fixture.log.beginIncarnation()).isEqualTo(start);
			reopen();
		}
	}

	@Test
	void aCountIsDurableBeforeItIsUsed() throws Exception {
		this.fixture.log.beginIncarnation();
		this.disk.operations();
		assertThat(this.fixture.log.beginIncarnation()).isEqualTo(2);
		assertThat(this.disk.operations()).containsExactly("create incarnation.new", "truncate incarnation.new",
				"write incarnation.new", "force incarnation.new", "rename incarnation", "force directory app.db-log");
		Path survivor = this.temp.resolve("survivor");
		this.disk.powerCut(this.fixture.directory, survivor, Set.of());
		assertThat(survivor.resolve("incarnation")).hasBinaryContent(IncarnationFile.encode(2));
	}

	@Test
	void aCountThatWasCutShortIsNone() throws Exception {
		this.fixture.log.beginIncarnation();
		for (String operation : new String[] { "write incarnation.new", "force incarnation.new", "rename incarnation" }) {
			this.disk.failOnce(operation);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.fixture.log.beginIncarnation());
			assertThat(file()).hasBinaryContent(IncarnationFile.encode(1));
		}
		assertThat(this.fixture.log.beginIncarnation()).isEqualTo(2);
	}

	@Test
	void aDamagedCountIsToldAndLeftAlone() throws Exception {
		this.fixture.log.beginIncarnation();
		byte[] whole = Files.readAllBytes(file());
		for (int at = 0; at < whole.length; at++) {
			byte[] damaged = whole.clone();
			damaged[at] ^= 1;
			assertDamaged(damaged);
			assertDamaged(Arrays.copyOf(whole, at));
		}
		assertDamaged(Arrays.copyOf(whole, whole.length + 1));
	}

	private void assertDamaged(byte[] bytes) throws IOException {
		Files.write(file(), bytes);
		assertThatExceptionOfType(LogDamagedException.class).isThrownBy(() -> this.fixture.log.beginIncarnation())
			.withMessageStartingWith("Database 'notes': ")
			.withMessageContaining("none must be granted twice");
		assertThat(file()).hasBinaryContent(bytes);
	}

	private void reopen() throws IOException {
		this.fixture.log.close();
		this.fixture.log = LogDirectory.open("notes", this.fixture.directory, this.fixture.world);
	}

	private Path file() {
		return this.fixture.directory.resolve("incarnation");
	}

}
