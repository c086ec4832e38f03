package dev.frameline.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.frameline.crash.Damage.Cause;
import dev.frameline.wal.Frame;

/** What a kill and a power cut within the last commit may leave. */
final class Crashes {

	private final Scene scene;

	private final History.Moment moment;

	/** @param scene of {@code moment}, as it was written */
	Crashes(Scene scene, History.Moment moment) {
		this.scene = scene;
		this.moment = moment;
	}

	List<Damage> all() throws IOException {
		List<Damage> damages = new ArrayList<>(List.of(Damage.none()));
		Damage powerCut = powerCut();
		damages.add(powerCut);
		for (long offset : cutsOfTheWal()) {
			damages.add(Damage.cut(Cause.CRASH, Damages.WAL, offset));
			damages.add(Damage.cut(Cause.POWER_CUT, Damages.WAL, offset).after(powerCut));
		}
		for (String file : this.scene.files()) {
			damages.addAll(halfWritten(file));
		}
		return damages;
	}

	/** SQLite hardly ever forces the WAL: any part of what came after the last force may be there. */
	private Iterable<Long> cutsOfTheWal() throws IOException {
		long forced = this.scene.sizeBefore(Damages.FORCED_AFTER, Damages.WAL);
		long before = this.scene.sizeBefore(History.LAST - 1, Damages.WAL);
		long size = this.scene.size(Damages.WAL);
		return new Offsets().stretch(forced, 3L * Frame.SIZE, before).each(before, Frame.SIZE, size).all(before, size).in(size);
	}

	/** What SQLite writes, app.db and its index, is as it was written: nothing has been copied into it since. */
	private Damage powerCut() throws IOException {
		List<String> files = this.scene.files()
			.stream()
			.filter((file) -> !file.equals(Damages.WAL) && isOurs(file))
			.toList();
		return Damage.powerCut(files, this.moment.forced());
	}

	private boolean isOurs(String file) {
		return !file.equals(Damages.DATABASE) && Files.exists(this.moment.forced().resolve(file));
	}

	/** Part of what was written to one file and not forced. */
	private List<Damage> halfWritten(String file) throws IOException {
		if (!isOurs(file)) {
			return List.of();
		}
		List<Damage> damages = new ArrayList<>();
		Path forced = this.moment.forced().resolve(file);
		byte[] old = Files.readAllBytes(forced);
		byte[] written = Files.readAllBytes(this.scene.directory().resolve(file));
		if (written.length > old.length && Arrays.mismatch(old, written) == old.length) {
			for (long offset : new Offsets().all(old.length, written.length).in(written.length)) {
				damages.add(Damage.cut(Cause.CRASH, file, offset));
			}
		}
		else if (!Arrays.equals(old, written)) {
			damages.add(Damage.unwritten(file, this.moment.forced()));
		}
		return damages;
	}

}
