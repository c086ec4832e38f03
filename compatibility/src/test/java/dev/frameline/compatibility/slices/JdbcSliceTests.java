package dev.frameline.compatibility.slices;

import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;

/** {@code @JdbcTest} on the application's own database, rolled back after each test. */
@JdbcTest
class JdbcSliceTests extends SliceContract {

}
