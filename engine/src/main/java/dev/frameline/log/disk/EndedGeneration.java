package dev.frameline.log.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import dev.frameline.Mark;
import dev.frameline.wal.Checksum;
import dev.frameline.wal.Frame;
import dev.frameline.wal.WalHeader;
import dev.frameline.wal.WalScan;
import dev.frameline.world.Disk;
import dev.frameline.world.DiskFile;

/**
 * Opens the files of a generation that has ended. It was whole and durable when it was sealed, so its length, its header
 * and its last frame tell whether it still is; the frames in between are checked by whoever reads them. Changes nothing.
 */
final class EndedGeneration {

	private final String name;

	private final Disk disk;

	private final GenerationFiles files;

	private final Generation generation;

	private final Generation.Seal seal;

	/** @param seal of {@code generation} */
	EndedGeneration(String name, Disk disk, GenerationFiles files, Generation generation, Generation.Seal seal) {
		this.name = name;
		this.disk = disk;
		this.files = files;
		this.generation = generation;
		this.seal = seal;
	}

	StoredGeneration open() throws IOException {
		DiskFile frames = openExisting(this.files.frames());
		try {
			requireWhole(frames);
			CommitsFile commits = new CommitsFile(openExisting(this.files.commits()),
					CommitsFile.header(this.generation.lineage().branch(), this.generation.start()));
			try {
				LogWriter.Durable end = new LogWriter.Durable(
						Mark.of(this.files.generation(), this.seal.frame(), this.seal.chain()), records(commits));
				return new StoredGeneration(this.name, this.files, this.generation, frames, commits, () -> end);
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

	private DiskFile openExisting(Path path) throws IOException {
		if (!this.disk.exists(path)) {
			throw damaged(path + " is missing");
		}
		return this.disk.open(path);
	}

	private void requireWhole(DiskFile frames) throws IOException {
		byte[] header = new byte[WalHeader.SIZE];
		byte[] before = new byte[Frame.HEADER_SIZE];
		byte[] last = new byte[Frame.SIZE];
		frames.read(ByteBuffer.wrap(header), 0);
		if (this.seal.frame() > 1) {
			frames.read(ByteBuffer.wrap(before), WalScan.offset(this.seal.frame() - 1));
		}
		int length = frames.read(ByteBuffer.wrap(last), WalScan.offset(this.seal.frame()));
		long chain = (this.seal.frame() > 1) ? Frame.checksum(before, 0) : this.generation.start().chain().value();
		boolean whole = this.generation.isBegunBy(header) && length == Frame.SIZE
				&& Frame.salt(last, 0) == this.generation.start().salt()
				&& Frame.checksum(last, 0) == this.seal.chain().value()
				&& Checksum.overFrame(chain, last, 0) == this.seal.chain().value();
		if (!whole) {
			throw doesNotEnd(this.files.frames());
		}
	}

	private long records(CommitsFile commits) throws IOException {
		long records = commits.forEach((index, record) -> record.frame() <= this.seal.frame());
		if (!commits.isOurs() || records == 0 || commits.record(records - 1).frame() != this.seal.frame()) {
			throw doesNotEnd(this.files.commits());
		}
		return records;
	}

	private LogDamagedException doesNotEnd(Path path) {
		return damaged(path + " does not begin where " + this.files.description() + " tells, or does not end at frame "
				+ this.seal.frame() + " with the chain " + this.seal.chain() + ", where its generation was sealed");
	}

	private LogDamagedException damaged(String what) {
		return new LogDamagedException("Database '" + this.name + "': " + what
				+ ". Nothing was changed. Restore the file from a copy of the log directory.");
	}

}
