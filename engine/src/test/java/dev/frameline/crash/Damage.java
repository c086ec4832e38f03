package dev.frameline.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Something that is done to a directory whose node does not run.
 *
 * @param cause what could have done it
 * @param what is done, for people
 * @param files whose, by their names in the directory
 * @param action does it
 */
record Damage(Cause cause, String what, List<String> files, Action action) {

	enum Cause {

		/** A crash: only bytes are gone that were never forced. */
		CRASH,

		/**
		 * A crash after which nothing is left that tells what is gone: the record and the frames that it counts were
		 * lost together.
		 */
		POWER_CUT,

		/** Nothing that matters: the file holds nothing that outlives its process. */
		NOTHING,

		/** A failing disk, a hand that slipped, a restore of half of the files. */
		HARM;

		boolean isCrash() {
			return this == CRASH || this == POWER_CUT;
		}

	}

	@FunctionalInterface
	interface Action {

		void on(Path directory) throws IOException;

	}

	@Override
	public String toString() {
		return this.what;
	}

	/** The process was killed, and all that it had written is there. */
	static Damage none() {
		return new Damage(Cause.CRASH, "killed", List.of(), (directory) -> {
		});
	}

	static Damage cut(Cause cause, String file, long size) {
		return new Damage(cause, file + " cut to " + size + " bytes", List.of(file), (directory) -> {
			try (RandomAccessFile bytes = new RandomAccessFile(directory.resolve(file).toFile(), "rw")) {
				bytes.setLength(size);
			}
		});
	}

	/** A file, or a directory. */
	static Damage deleted(Cause cause, String file) {
		return new Damage(cause, file + " deleted", List.of(file),
				(directory) -> Copies.delete(directory.resolve(file)));
	}

	static Damage swapped(String one, String two) {
		return new Damage(Cause.HARM, one + " and " + two + " swapped", List.of(one, two), (directory) -> {
			Path aside = directory.resolve("aside");
			Files.move(directory.resolve(one), aside);
			Files.move(directory.resolve(two), directory.resolve(one));
			Files.move(aside, directory.resolve(two));
		});
	}

	/** @param source the file, or the directory, as it was */
	static Damage restored(Cause cause, String file, int commit, Path source) {
		return new Damage(cause, file + " as it was after commit " + commit, List.of(file), (directory) -> {
			Copies.delete(directory.resolve(file));
			Copies.of(source, directory.resolve(file));
		});
	}

	static Damage flipped(Cause cause, String file, long offset, int bit) {
		return new Damage(cause, "bit " + bit + " of byte " + offset + " of " + file + " flipped", List.of(file),
				(directory) -> {
					try (RandomAccessFile bytes = new RandomAccessFile(directory.resolve(file).toFile(), "rw")) {
						bytes.seek(offset);
						int value = bytes.read();
						bytes.seek(offset);
						bytes.write(value ^ 1 << bit);
					}
				});
	}

	/** Overwritten up to {@code end}, and from there to {@code limit} as before: what a torn write in place leaves. */
	static Damage torn(Cause cause, String file, long end, long limit, Path before) {
		return new Damage(cause, file + " torn at byte " + end + ", from there to " + limit + " as before",
				List.of(file), (directory) -> {
					byte[] old = Files.readAllBytes(before);
					try (RandomAccessFile bytes = new RandomAccessFile(directory.resolve(file).toFile(), "rw")) {
						bytes.seek(end);
						bytes.write(old, (int) end, (int) (Math.min(limit, old.length) - end));
					}
				});
	}

	/** Of the files that the engine writes, what was forced. */
	static Damage powerCut(List<String> files, Path forced) {
		return new Damage(Cause.POWER_CUT, "power cut", files, (directory) -> {
			for (String file : files) {
				Files.copy(forced.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
			}
		});
	}

	/** Of one file what was forced, of the others all that was written. */
	static Damage unwritten(String file, Path forced) {
		return new Damage(Cause.CRASH, file + " as it was forced", List.of(file), (directory) -> Files
			.copy(forced.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING));
	}

	/** Both, the other one first. */
	Damage after(Damage other) {
		return new Damage(this.cause, other.what + ", " + this.what, this.files, (directory) -> {
			other.action.on(directory);
			this.action.on(directory);
		});
	}

}
