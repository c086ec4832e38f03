package dev.frameline.autoconfigure.http.hrana;

import java.time.Duration;

/**
 * What SQL over HTTP may take.
 *
 * @param streams how many may be open at once
 * @param idle how long one waits for its next request before it is rolled back and closed
 * @param statement how long a statement may run, a second or more
 * @param requestBytes the largest request
 * @param answerBytes the largest answer
 * @param answerRows the most rows of an answer
 */
public record SqlLimits(int streams, Duration idle, Duration statement, int requestBytes, int answerBytes,
		int answerRows) {

}
