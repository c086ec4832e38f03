package dev.frameline.compatibility.slices;

import dev.frameline.compatibility.data.NoteEntity;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code @DataJpaTest} on the application's own database, rolled back after each test. */
@DataJpaTest
class DataJpaSliceTests extends SliceContract {

	@Autowired
	private TestEntityManager entities;

	@Test
	void entitiesArePersisted() {
		assertThat(this.entities.persistFlushFind(new NoteEntity("kept")).getText()).isEqualTo("kept");
	}

}
