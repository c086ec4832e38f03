package dev.frameline.autoconfigure.http.hrana;

/** What is left for rows in one answer. */
final class AnswerRoom {

	private final int bytes;

	private final int rows;

	private long takenBytes;

	private long takenRows;

	AnswerRoom(int bytes, int rows) {
		this.bytes = bytes;
		this.rows = rows;
	}

	void takeBytes(long bytes) throws HranaException {
		this.takenBytes += bytes;
		if (this.takenBytes > this.bytes) {
			throw tooLarge(this.bytes + " bytes", "frameline.serve.sql.max-answer-size");
		}
	}

	void takeRow() throws HranaException {
		this.takenRows++;
		if (this.takenRows > this.rows) {
			throw tooLarge(this.rows + " rows", "frameline.serve.sql.max-answer-rows");
		}
	}

	private static HranaException tooLarge(String most, String property) {
		return new HranaException("RESPONSE_TOO_LARGE", "Response is too large: an answer may have " + most + " here, as "
				+ property + " says. Ask for fewer rows at a time");
	}

}
