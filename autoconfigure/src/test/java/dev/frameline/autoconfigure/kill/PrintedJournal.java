package dev.frameline.autoconfigure.kill;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A journal on the standard output. A line is one write to a pipe: there as a whole, whenever the process dies. */
final class PrintedJournal implements Journal {

	private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

	@Override
	public void tried(long id, Kind kind) {
		print("tried " + id + " " + kind);
	}

	@Override
	public void kept(long id) {
		print("kept " + id);
	}

	@Override
	public void refused(long id) {
		print("refused " + id);
	}

	@Override
	public void open(long id) {
		print("open " + id);
	}

	@Override
	public void saw(long counted) {
		print("saw " + counted);
	}

	@Override
	public void broken(String what) {
		print("broken " + what.replace('\n', ' '));
	}

	synchronized void print(String line) {
		try {
			this.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Passes a printed line on; what is no journal's is left to the caller. */
	static boolean replay(String line, Journal journal) {
		String[] words = line.split(" ", 3);
		switch (words[0]) {
			case "tried" -> journal.tried(Long.parseLong(words[1]), Kind.valueOf(words[2]));
			case "kept" -> journal.kept(Long.parseLong(words[1]));
			case "refused" -> journal.refused(Long.parseLong(words[1]));
			case "open" -> journal.open(Long.parseLong(words[1]));
			case "saw" -> journal.saw(Long.parseLong(words[1]));
			case "broken" -> journal.broken(line);
			default -> {
				return false;
			}
		}
		return true;
	}

}
