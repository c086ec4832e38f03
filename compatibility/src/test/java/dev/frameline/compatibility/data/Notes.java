package dev.frameline.compatibility.data;

import java.util.List;

/** The table {@code note}, as one library reads and writes it. */
interface Notes {

	/** Adds a note and answers the key that the database gave it. */
	long add(String text);

	/** All of them, by key. */
	List<String> texts();

}
