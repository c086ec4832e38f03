package dev.frameline.compatibility.slices;

import org.springframework.boot.jooq.test.autoconfigure.JooqTest;

/** {@code @JooqTest} on the application's own database, rolled back after each test. */
@JooqTest
class JooqSliceTests extends SliceContract {

}
