package dev.frameline.demo;

/** What a replica's following can be told; the names are the paths below {@code /sync}. */
enum SyncCommand {

	pause, resume

}
