package dev.frameline.demo;

/** What somebody wrote down. */
record Note(long id, String text, String createdAt) {

}
