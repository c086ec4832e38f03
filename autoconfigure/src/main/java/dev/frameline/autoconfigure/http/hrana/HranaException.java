package dev.frameline.autoconfigure.http.hrana;

/** One thing that was asked for has failed. */
final class HranaException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient HranaError error;

	HranaException(String code, String message) {
		super(message);
		this.error = new HranaError(message, code);
	}

	HranaException(HranaError error, Throwable cause) {
		super(error.message(), cause);
		this.error = error;
	}

	HranaError error() {
		return this.error;
	}

}
