package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.crash.Damage.Cause;
import dev.frameline.node.Role;
import dev.frameline.wal.Frame;
import dev.frameline.wal.WalHeader;

/** What can be done to the files of a scene after its last commit was acknowledged. */
final class Damages {

	static final String DATABASE = "app.db";

	static final String WAL = "app.db-wal";

	/** After this commit the node crossed to the next generation, for which WAL and state record are forced. */
	static final int FORCED_AFTER = 3;

	private static final String SHM = "app.db-shm";

	private static final String STATE = "app.db-state";

	private static final String LOCK = "app.db-lock";

	private static final String LOG = "app.db-log";

	private static final int PAGE = Frame.PAGE_SIZE;

	/** Bytes of a state record, and where the slot of the second one begins. */
	private static final int RECORD = 256;

	private static final int SECOND_SLOT = 4096;

	private final Scene scene;

	Damages(Scene scene) {
		this.scene = scene;
	}

	/** Everything. */
	List<Damage> all() throws IOException {
		List<Damage> damages = new ArrayList<>(cuts());
		damages.addAll(tornRecords());
		damages.addAll(deletions());
		damages.addAll(swaps());
		damages.addAll(oldCopies());
		damages.addAll(flips());
		return damages;
	}

	/** What a node that was closed differs in from one that was killed: its database's own files. */
	List<Damage> ofTheDatabase() throws IOException {
		return all().stream().filter((damage) -> damage.files().stream().anyMatch((file) -> !file.startsWith(LOG))).toList();
	}

	// -- cuts

	/** Every file, at every byte of what the last commit wrote to it and at every write boundary before. */
	private List<Damage> cuts() throws IOException {
		List<Damage> damages = new ArrayList<>();
		for (String file : this.scene.files()) {
			long size = this.scene.size(file);
			for (long offset : cutsOf(file, new Offsets().at(0, 1, size - 1)).in(size)) {
				boolean unforced = file.equals(WAL) && offset >= this.scene.sizeBefore(FORCED_AFTER, WAL)
						|| file.equals(STATE) && offset >= RECORD;
				damages.add(Damage.cut(unforced ? Cause.CRASH : causeOf(file), file, offset));
			}
		}
		return damages;
	}

	private Offsets cutsOf(String file, Offsets offsets) throws IOException {
		long size = this.scene.size(file);
		long before = this.scene.sizeBefore(History.LAST - 1, file);
		if (file.endsWith("wal")) {
			return offsets.each(WalHeader.SIZE, Frame.SIZE, size)
				.each(WalHeader.SIZE + Frame.HEADER_SIZE, Frame.SIZE, size)
				.all(before, size);
		}
		if (file.equals(STATE)) {
			return offsets.all(0, RECORD).at(RECORD, SECOND_SLOT).all(SECOND_SLOT, SECOND_SLOT + RECORD);
		}
		if (file.endsWith("commits") || file.endsWith("origins")) {
			return offsets.each(0, 64, size).at(size - 8).all(before, size);
		}
		return file.endsWith("json") ? offsets.stretch(0, 37, size) : offsets.at(100).each(0, PAGE, size);
	}

	private static Cause causeOf(String file) {
		return file.equals(SHM) || file.equals(LOCK) ? Cause.NOTHING : Cause.HARM;
	}

	/** Both slots of the state record, torn while they were written. */
	private List<Damage> tornRecords() throws IOException {
		List<Damage> damages = new ArrayList<>();
		Path before = this.scene.before(History.LAST - 1, STATE);
		for (long slot : new long[] { 0, SECOND_SLOT }) {
			long end = slot + RECORD;
			for (long offset : new Offsets().all(slot, end).each(slot, 32, end).in(end)) {
				damages.add(Damage.torn(Cause.CRASH, STATE, offset, end, before));
			}
		}
		return damages;
	}

	// -- whole files

	private List<Damage> deletions() throws IOException {
		List<Damage> damages = new ArrayList<>();
		for (String file : this.scene.files()) {
			damages.add(Damage.deleted(causeOf(file), file));
		}
		for (String directory : new String[] { LOG, LOG + "/1", LOG + "/2" }) {
			if (this.scene.has(directory)) {
				damages.add(Damage.deleted(Cause.HARM, directory));
			}
		}
		return damages;
	}

	/** Those of one kind across generations, and some that are of different kinds. */
	private List<Damage> swaps() {
		List<Damage> damages = new ArrayList<>();
		for (String name : new String[] { "", "/base.db", "/frames.wal", "/commits", "/generation.json" }) {
			swap(damages, LOG + "/1" + name, LOG + "/2" + name);
		}
		swap(damages, LOG + "/1/commits", LOG + "/2/origins");
		swap(damages, LOG + "/1/base.db", LOG + "/2/frames.wal");
		swap(damages, LOG + "/2/generation.json", LOG + "/2/origins");
		for (String other : new String[] { WAL, SHM, STATE, LOG + "/1/base.db", LOG + "/2/base.db" }) {
			swap(damages, DATABASE, other);
		}
		swap(damages, WAL, LOG + "/1/frames.wal");
		swap(damages, WAL, LOG + "/2/frames.wal");
		swap(damages, WAL, SHM);
		swap(damages, STATE, LOG + "/2/commits");
		swap(damages, STATE, SHM);
		swap(damages, STATE, LOCK);
		return damages;
	}

	private void swap(List<Damage> damages, String one, String two) {
		if (this.scene.has(one) && this.scene.has(two)) {
			damages.add(Damage.swapped(one, two));
		}
	}

	/** Every file as it was after every earlier commit, and the log and the database as a whole. */
	private List<Damage> oldCopies() throws IOException {
		List<Damage> damages = new ArrayList<>();
		for (int commit = 1; commit < History.LAST; commit++) {
			List<String> files = new ArrayList<>(this.scene.files());
			files.addAll(List.of(LOG, LOG + "/1", LOG + "/2"));
			for (String file : files) {
				Path source = this.scene.before(commit, file);
				if (this.scene.has(file) && Files.exists(source) && !same(source, this.scene.directory().resolve(file))) {
					damages.add(Damage.restored(causeOfOld(file, commit), file, commit, source));
				}
			}
			if (this.scene.role() == Role.PRIMARY && this.scene.has(WAL)) {
				damages.add(old(STATE, commit).after(old(WAL, commit)).after(old(DATABASE, commit)));
			}
		}
		return damages;
	}

	private Damage old(String file, int commit) {
		return Damage.restored(Cause.HARM, file, commit, this.scene.before(commit, file));
	}

	private static boolean same(Path one, Path two) throws IOException {
		return Files.isRegularFile(one) && Files.isRegularFile(two) && Files.mismatch(one, two) < 0;
	}

	/** A record or a WAL that lacks what came after the last force is what a power cut leaves. */
	private Cause causeOfOld(String file, int commit) {
		boolean unforced = commit >= FORCED_AFTER && (file.equals(WAL) || file.equals(STATE)) && this.scene.has(WAL);
		return unforced ? Cause.CRASH : causeOf(file);
	}

	// -- bits

	/** One bit in every field of a header, of the last record, of the last frame, of a description. */
	private List<Damage> flips() throws IOException {
		List<Damage> damages = new ArrayList<>();
		for (String file : this.scene.files()) {
			long size = this.scene.size(file);
			for (long offset : flipsOf(file, new Offsets(), size).in(size)) {
				damages.add(Damage.flipped(causeOfFlip(file, offset), file, offset, (int) (offset % 8)));
			}
			if (file.endsWith("wal")) {
				// From now on its checksums are over big-endian words
				damages.add(Damage.flipped(causeOfFlip(file, 3), file, 3, 0));
			}
		}
		return damages;
	}

	private static Offsets flipsOf(String file, Offsets offsets, long size) {
		if (file.endsWith("wal")) {
			long last = size - Frame.SIZE;
			return offsets.each(0, 4, WalHeader.SIZE)
				.at(10, WalHeader.SIZE + 3, WalHeader.SIZE + Frame.HEADER_SIZE + 100, last - 1)
				.each(last, 4, last + Frame.HEADER_SIZE)
				.at(last + Frame.HEADER_SIZE, last + 2000, size - 1);
		}
		if (file.equals(STATE)) {
			return offsets.stretch(0, 8, RECORD).stretch(SECOND_SLOT, 8, SECOND_SLOT + RECORD);
		}
		if (file.endsWith("commits") || file.endsWith("origins")) {
			return offsets.stretch(0, 8, 64).stretch(size - 64, 4, size);
		}
		if (file.endsWith("json")) {
			return offsets.stretch(0, 11, size);
		}
		if (file.equals(SHM)) {
			return offsets.each(0, 12, 136).at(136, 16384);
		}
		// The pages of app.db have no checksums; only its header can be held against anything
		return file.equals(DATABASE) ? offsets.at(0, 15, 16, 18, 19, 28, 31, 52)
				: offsets.stretch(0, 2039, size).at(size - 1);
	}

	private Cause causeOfFlip(String file, long offset) throws IOException {
		boolean unforced = file.equals(WAL) && offset >= this.scene.sizeBefore(FORCED_AFTER, WAL) || file.equals(STATE);
		return unforced && this.scene.has(WAL) ? Cause.CRASH : causeOf(file);
	}

}
