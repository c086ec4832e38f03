package dev.frameline.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a value has to be, and what is said of one that is not. */
final class PropertyChecks {

	private PropertyChecks() {
	}

	static Path asPath(String property, String path) {
		try {
			return Path.of(path);
		}
		catch (InvalidPathException ex) {
			throw new FramelineConfigurationException(
					property + " is to be the path of a file, not '" + path + "': " + ex.getReason(),
					"Set " + property + " to a path such as data/app.db.");
		}
	}

	static void positive(String property, Duration value) {
		if (value.isZero() || value.isNegative()) {
			throw new FramelineConfigurationException(property + " is to be a positive duration, not " + value,
					"Set " + property + " to a duration such as 10s, or remove it to get its default.");
		}
	}

	static void atLeast(String property, long smallest, long value) {
		if (value < smallest) {
			throw new FramelineConfigurationException(property + " is to be at least " + smallest + ", not " + value,
					"Set " + property + " to " + smallest + " or more, or remove it to get its default.");
		}
	}

	static void atLeast(String property, DataSize smallest, DataSize value) {
		if (value.compareTo(smallest) < 0) {
			throw new FramelineConfigurationException(
					property + " is to be at least " + smallest.toMegabytes() + "MB, not " + value.toBytes() + "B",
					"Set " + property + " to " + smallest.toMegabytes() + "MB or more, or remove it to get its default.");
		}
	}

	static void key(String property, @Nullable Secret value) {
		if (value != null && !isKey(value)) {
			throw new FramelineConfigurationException(property + " is to be the base64 of 16 or 32 bytes, and is not",
					"Make a key, for example with 'openssl rand -base64 32', and set it on both sides.");
		}
	}

	private static boolean isKey(Secret value) {
		try {
			return Set.of(16, 32).contains(Base64.getDecoder().decode(value.reveal()).length);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
