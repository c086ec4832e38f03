package dev.frameline.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

import dev.frameline.CommitId;
import dev.frameline.FramelineException;
import dev.frameline.Mark;
import dev.frameline.wal.WalIndexHeader;
import dev.frameline.world.Disk;
import org.jspecify.annotations.Nullable;

/**
 * The state record of the open file, and the file that keeps it. Each method is one thing that happens to the database:
 * it is recorded first and true afterwards, and if recording fails, the record before stays true.
 *
 * <p>Who has the lane and who speaks with the log may come at once.
 *
 * <p>What the next start must know even after a power cut is forced. All else only has to survive the process.
 */
final class KeptState implements AutoCloseable {

	private final String name;

	private final StateFile file;

	private volatile StateRecord record;

	private KeptState(String name, StateFile file, StateRecord record) {
		this.name = name;
		this.file = file;
		this.record = record;
	}

	/**
	 * Opens the record of a database.
	 * @param database the database file
	 * @throws FramelineException if there is no whole record
	 */
	static KeptState open(String name, Path database, Disk disk) throws IOException {
		Path path = StateFile.beside(database);
		StateFile file = StateFile.open(name, path, disk);
		try {
			return new KeptState(name, file, StateFile.read(path, disk));
		}
		catch (IOException | RuntimeException ex) {
			try (file) {
				throw ex;
			}
		}
	}

	StateRecord record() {
		return this.record;
	}

	Identity identity() {
		return this.record.identity();
	}

	Mark position() {
		return this.record.position();
	}

	/** The commit in flight, or {@code null}. */
	@Nullable CommitId inFlight() {
		StateRecord now = this.record;
		return (now.inFlightSerial() != 0) ? new CommitId(now.origin(), now.inFlightSerial()) : null;
	}

	/** A restart has made this of the record before. */
	synchronized void recovered(StateRecord recovered) throws IOException {
		force(recovered);
	}

	synchronized void identified(Identity identity) throws IOException {
		force(this.record.identifiedBy(identity));
	}

	/**
	 * From here on the WAL may be begun anew with a salt that nobody knows yet. What it holds is durable.
	 * @param last the page of its last frame; {@code null} if it is empty
	 */
	synchronized void announceRestart(@Nullable Witness last) throws IOException {
		force(this.record.announcingRestart(last));
	}

	/** The empty WAL is about to be begun with {@code salt}. */
	synchronized void announceWal(long salt) throws IOException {
		force(this.record.onWal(position(), salt, false));
	}

	/** The WAL is empty, all of it stands in the database file. */
	synchronized void emptied() throws IOException {
		write(this.record.onEmptyWal(position()));
	}

	/** The commit that ends at frame {@code frame} of the WAL is about to be sent. */
	synchronized void sending(CommitId id, long frame) throws IOException {
		write(this.record.inFlight(id.origin(), this.record.settledSerial(), id.serial(), frame));
	}

	/** The fate of the commit in flight is known. */
	synchronized void settled(UUID origin) throws IOException {
		write(settled(this.record, origin));
	}

	/** What the log has accepted from this node becomes visible. */
	synchronized void published(WalIndexHeader next, Mark mark, UUID origin) throws IOException {
		write(settled(showing(next, mark), origin));
	}

	/** What others wrote becomes visible. */
	synchronized void applied(WalIndexHeader next, Mark mark) throws IOException {
		write(showing(next, mark));
	}

	/** What is visible is frame 0 of the next generation too. All of it is durable. */
	synchronized void crossed(Identity next) throws IOException {
		force(this.record.crossing(next));
	}

	/**
	 * Changed pages become visible, and stand where nothing but {@code identity} and {@code end} tells. All is durable.
	 * @throws UncertainStateException if it failed and could not be taken back
	 */
	synchronized void jumped(WalIndexHeader next, Identity identity, Mark end) throws IOException {
		StateRecord now = this.record;
		StateRecord tied = (now.wal() == next.salt()) ? now : now.onWal(now.position(), next.salt(), false);
		try {
			force(tied.showing(next.salt(), next.frames(), next.checksum(), null).at(identity, end));
		}
		catch (IOException ex) {
			takeBack(now, ex);
			throw ex;
		}
	}

	/** A record whose writing failed may stand on the disk nevertheless. */
	private void takeBack(StateRecord before, IOException failure) throws UncertainStateException {
		try {
			force(before);
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
			throw new UncertainStateException(failure);
		}
	}

	private static StateRecord settled(StateRecord record, UUID origin) {
		return record.inFlight(origin, Math.max(record.settledSerial(), record.inFlightSerial()), 0, 0);
	}

	private StateRecord showing(WalIndexHeader next, Mark mark) {
		StateRecord now = this.record;
		StateRecord tied = (now.wal() == next.salt()) ? now : now.onWal(now.position(), next.salt(), false);
		StateRecord shown = tied.showing(next.salt(), next.frames(), next.checksum(), mark.chain());
		if (!shown.position().position().equals(mark.position())) {
			throw new FramelineException("Database '" + this.name + "': expected to stand at "
					+ shown.position().position() + " after this commit, the log says " + mark.position());
		}
		return shown;
	}

	private void write(StateRecord next) throws IOException {
		this.file.write(next);
		this.record = next;
	}

	private void force(StateRecord next) throws IOException {
		this.file.force(next);
		this.record = next;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
