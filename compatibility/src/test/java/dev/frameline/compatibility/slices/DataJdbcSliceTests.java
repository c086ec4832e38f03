package dev.frameline.compatibility.slices;

import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;

/** {@code @DataJdbcTest} on the application's own database, rolled back after each test. */
@DataJdbcTest
class DataJdbcSliceTests extends SliceContract {

}
