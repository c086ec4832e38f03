package dev.frameline.log.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.frameline.Chain;
import dev.frameline.CommitId;
import dev.frameline.Mark;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.StampedFrames;
import org.jspecify.annotations.Nullable;

/**
 * Frames that want to be appended, read once: their commits, and whether they fit.
 *
 * @param records one for each commit frame
 * @param end where the log would end after them
 * @param whole whether the last frame is a commit frame
 * @param continuous whether salt and chain of the first frame continue the log
 */
record NewCommits(List<CommitRecord> records, Mark end, boolean whole, boolean continuous) {

	/**
	 * Reads frames that were stamped for {@code before}.
	 * @param id of the last commit; those before it have the serials before. {@code null} for commits without identity
	 * @param durable how many frames of the log are durable
	 * @param time wall time of the commits
	 */
	static NewCommits read(StampedFrames frames, @Nullable CommitId id, Mark before, long salt, long durable, long time)
			throws IOException {
		Reading reading = new Reading();
		long first = before.position().frame() + 1;
		frames.forEachRun((run, count) -> {
			if (reading.index == 0) {
				reading.continuous = Frame.salt(run, 0) == salt
						&& Checksum.overFrame(chain(before).value(), run, 0) == Frame.checksum(run, 0);
			}
			for (int at = 0; at < count * Frame.SIZE; at += Frame.SIZE) {
				reading.whole = Frame.isCommit(run, at);
				if (reading.whole) {
					reading.records.add(CommitRecord.commit(id, first + reading.index, durable, time,
							new Chain(Frame.checksum(run, at))));
				}
				reading.index++;
			}
		});
		Chain last = (reading.index > 0) ? new Chain(frames.lastChecksum()) : chain(before);
		List<CommitRecord> records = (id != null) ? together(reading.records, id) : reading.records;
		return new NewCommits(records, new Mark(before.position().plus(reading.index), last), reading.whole,
				reading.continuous);
	}

	/** All of them count, or none does. */
	private static List<CommitRecord> together(List<CommitRecord> records, CommitId last) {
		List<CommitRecord> together = new ArrayList<>();
		for (CommitRecord record : records) {
			long after = records.size() - 1 - together.size();
			together.add((after == 0) ? record : record.withMore(last.before(after)));
		}
		return together;
	}

	/** The chain of a mark of a log on disk, which always has one. */
	static Chain chain(Mark mark) {
		if (mark.chain() == null) {
			throw new IllegalStateException("Expected the mark of a log with its chain, got " + mark);
		}
		return mark.chain();
	}

	private static final class Reading {

		private final List<CommitRecord> records = new ArrayList<>();

		private int index;

		private boolean whole;

		private boolean continuous;

	}

}
