package dev.frameline.demo;

import org.jspecify.annotations.Nullable;

/** The body of a POST. */
record NewNote(@Nullable String text) {

}
