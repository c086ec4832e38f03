package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.frameline.FramelineException;
import dev.frameline.crash.Damage.Cause;
import dev.frameline.log.SourceException;
import org.jspecify.annotations.Nullable;

import static dev.frameline.crash.Reopening.require;

/**
 * A node that does not come up: its sentence and what it has left.
 *
 * @param directory of the node
 * @param damage that was done to it
 * @param exception what it said
 */
record Refusal(Path directory, Damage damage, FramelineException exception) {

	private static final Pattern ADVICE = Pattern.compile("(?i)restore|set .* aside|move ");

	/** @param before the files as they were */
	void judge(Map<String, byte[]> before, LogLines log) throws IOException {
		String message = String.valueOf(this.exception.getMessage());
		require(this.damage.cause() == Cause.HARM, "refuses: " + message);
		require(mistake() == null, "refuses by mistake: " + mistake());
		String changed = changed(before, Copies.content(this.directory));
		require(changed.isEmpty(), "refuses and changes" + changed + ": " + message);
		if (this.exception instanceof SourceException source && source.kind() == SourceException.Kind.UNREACHABLE) {
			require(log.warns(Nodes.database(this.directory) + " is missing"), "has no copy, and does not say why");
			return;
		}
		require(message.startsWith("Database '" + Reopening.NAME + "': "), "refuses without a beginning: " + message);
		require(this.damage.files().stream().anyMatch((file) -> names(message, file)), "names no file: " + message);
		require(ADVICE.matcher(message).find(), "gives no advice: " + message);
	}

	/** The file itself, or the directory of the log in which it is. */
	private boolean names(String message, String file) {
		for (Path path = this.directory.resolve(file); !path.equals(this.directory); path = path.getParent()) {
			if (Pattern.compile(Pattern.quote(path.toString()) + "(?![-\\w])").matcher(message).find()) {
				return true;
			}
		}
		boolean beside = file.equals("app.db-wal") || file.equals("app.db-state");
		return beside && message.contains(Nodes.database(this.directory) + " and its -wal and -state files");
	}

	/** What only a program that is wrong throws. */
	private @Nullable Throwable mistake() {
		for (Throwable cause = this.exception.getCause(); cause != null; cause = cause.getCause()) {
			if (cause instanceof NullPointerException || cause instanceof IndexOutOfBoundsException
					|| cause instanceof IllegalStateException || cause instanceof ClassCastException) {
				return cause;
			}
		}
		return null;
	}

	/** The lock file names its last owner; nothing else is touched. */
	private static String changed(Map<String, byte[]> before, Map<String, byte[]> after) {
		TreeSet<String> names = new TreeSet<>(before.keySet());
		names.addAll(after.keySet());
		names.remove("app.db-lock");
		names.removeIf((name) -> Arrays.equals(before.get(name), after.get(name)));
		StringBuilder changed = new StringBuilder();
		for (String name : names) {
			changed.append(" ").append(name).append(" from ").append(size(before.get(name))).append(" to ")
				.append(size(after.get(name)));
		}
		return changed.toString();
	}

	private static String size(byte @Nullable [] content) {
		return (content != null) ? content.length + " bytes" : "none";
	}

}
