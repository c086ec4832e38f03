package dev.frameline.autoconfigure.http.hrana;

/**
 * What went wrong with one thing that was asked for; the others in the request are not touched by it.
 *
 * @param code as libSQL's server has it
 */
record HranaError(String message, String code) {

}
