package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.frameline.Chain;
import dev.frameline.Mark;
import dev.frameline.log.GenerationStart;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;
import dev.frameline.world.World;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the files of the newest generation, and brings them to one end. {@code frames.wal} is the truth: the log ends at
 * its last commit frame whose chain holds and whose append is there to its end, and {@code commits} is cut back to that.
 *
 * <p>A crash can only take back what was never acknowledged. So everything that says otherwise is damage, and is told
 * instead of cut: fewer frames than a record knows to have been durable, or a commit frame without its record.
 */
final class LogRecovery {

	private static final Logger logger = LoggerFactory.getLogger(LogRecovery.class);

	private final String name;

	private final World world;

	private final GenerationFiles files;

	private final Generation generation;

	private final Identities before;

	private final Identities identities;

	/** Where the last whole append has ended. */
	private long commitFrame;

	private @Nullable Chain commitChain;

	/** The last commit that both files hold, whether or not all of its append is there. */
	private long lastFrame;

	private @Nullable Chain lastChain;

	private long durableFrame;

	private long records;

	private boolean beyond;

	/** Records of an append whose last one was not read yet. */
	private final List<CommitRecord> together = new ArrayList<>();

	private @Nullable Cut cut;

	/** What was read, and how much of it is kept. */
	private record Cut(DiskFile frames, WalScan scan, CommitsFile commits) {

	}

	/** @param before who was known when the generation began */
	LogRecovery(String name, World world, GenerationFiles files, Generation generation, Identities before) {
		this.name = name;
		this.world = world;
		this.files = files;
		this.generation = generation;
		this.before = before;
		this.identities = before.copy();
	}

	/** Reads the files, and changes nothing until {@link #cut()}. */
	OpenedGeneration open() throws IOException {
		DiskFile frames = openChecked(this.files.frames());
		try {
			DiskFile commits = openChecked(this.files.commits());
			try {
				return recover(frames, commits);
			}
			catch (IOException | RuntimeException ex) {
				commits.close();
				throw ex;
			}
		}
		catch (IOException | RuntimeException ex) {
			frames.close();
			throw ex;
		}
	}

	private OpenedGeneration recover(DiskFile frames, DiskFile commitsFile) throws IOException {
		WalScan scan = scan(frames);
		CommitsFile commits = commits(commitsFile);
		commits.forEach((index, record) -> {
			take(record, scan.committedFrames());
			return true;
		});
		long whole = this.together.isEmpty() ? scan.committedFrames() : this.commitFrame;
		if (this.durableFrame > whole) {
			throw damaged(this.files.frames() + " holds " + whole + " committed frames, but "
					+ this.durableFrame + " were acknowledged", "Nothing was changed. Frame "
							+ (scan.validFrames() + 1) + " is missing or damaged: restore the file from a copy");
		}
		Chain end = new Chain(scan.checksum());
		if (this.lastFrame != scan.committedFrames() || !end.equals(this.lastChain)) {
			throw damaged(this.files.commits() + " ends at frame " + this.lastFrame + " (chain " + this.lastChain
					+ "), but " + this.files.frames() + " at frame " + scan.committedFrames() + " (chain " + end + ")",
					"Nothing was changed. Records are durable before their frames are written, so this is no crash: "
							+ "restore both files from one copy");
		}
		this.cut = new Cut(frames, scan, commits);
		Mark mark = Mark.of(this.generation.start().generation(), this.commitFrame, this.commitChain);
		LogWriter writer = new LogWriter(this.name, this.world, this.generation.start(), frames, commits,
				new LogWriter.Durable(mark, this.records), this.before, this.identities);
		return new OpenedGeneration(
				new StoredGeneration(this.name, this.files, this.generation, frames, commits, writer::durable), writer);
	}

	private WalScan scan(DiskFile frames) throws IOException {
		byte[] header = new byte[WalHeader.SIZE];
		frames.read(ByteBuffer.wrap(header), 0);
		if (!this.generation.isBegunBy(header)) {
			GenerationStart start = this.generation.start();
			throw damaged(this.files.frames() + " does not begin with the WAL header that " + this.files.description()
					+ " tells of (salt " + String.format("%016x", start.salt()) + ", chain " + start.chain() + ")",
					"It belongs to another log or is damaged: restore it from a copy");
		}
		return WalScan.of(frames);
	}

	private CommitsFile commits(DiskFile file) throws IOException {
		CommitsFile commits = new CommitsFile(file,
				CommitsFile.header(this.generation.lineage().branch(), this.generation.start()));
		if (!commits.isOurs()) {
			throw damaged(this.files.commits() + " does not begin with the header of this generation and branch",
					"It belongs to another log or is damaged: restore it from a copy");
		}
		this.commitChain = this.generation.start().chain();
		this.lastChain = this.commitChain;
		return commits;
	}

	/**
	 * Takes a record that the frames reach, and learns from the others how far the frames should reach. A refusal
	 * behind a lost commit was never answered: its round was not complete.
	 */
	private void take(CommitRecord record, long committedFrames) {
		this.durableFrame = Math.max(this.durableFrame, record.durable());
		this.beyond |= record.frame() > committedFrames;
		if (this.beyond) {
			return;
		}
		this.together.add(record);
		this.lastFrame = record.frame();
		this.lastChain = record.chain();
		if (!record.hasMore()) {
			this.together.forEach((one) -> this.identities.add(this.files.generation(), one));
			this.records += this.together.size();
			this.together.clear();
			this.commitFrame = record.frame();
			this.commitChain = record.chain();
		}
	}

	/**
	 * Cuts off what was never acknowledged. Also forces what it keeps: the process may have died between a write and its
	 * force.
	 */
	void cut() throws IOException {
		Cut cut = Objects.requireNonNull(this.cut, "opened before");
		cut(cut.frames, cut.scan, cut.commits);
	}

	private void cut(DiskFile frames, WalScan scan, CommitsFile commits) throws IOException {
		long framesEnd = WalScan.length(this.commitFrame);
		long tail = RoomyFile.written(frames, framesEnd);
		if (tail > 0) {
			logger.warn("Database '{}': cutting {} bytes off {} after frame {}: {} frames that were never acknowledged, the"
					+ " rest torn", this.name, tail, this.files.frames(), this.commitFrame,
					scan.validFrames() - this.commitFrame);
		}
		frames.truncate(framesEnd);
		frames.force();
		long recordsTail = commits.writtenAfter(this.records);
		if (recordsTail > 0) {
			logger.warn("Database '{}': cutting {} bytes off {} after {} records: their frames were never acknowledged",
					this.name, recordsTail, this.files.commits(), this.records);
		}
		commits.truncate(this.records);
		commits.force();
	}

	private DiskFile openChecked(Path path) throws IOException {
		Disk disk = this.world.disk();
		if (!disk.exists(path)) {
			throw damaged(path + " is missing", "Restore it from a copy of the log directory");
		}
		return new RoomyFile(disk.open(path));
	}

	private LogDamagedException damaged(String what, String next) {
		return new LogDamagedException("Database '" + this.name + "': " + what + ". " + next + ".");
	}

}
