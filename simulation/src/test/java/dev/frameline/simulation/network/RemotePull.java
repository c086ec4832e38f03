package dev.frameline.simulation.network;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

import dev.frameline.log.Pull;
import dev.frameline.log.Pulled;
import dev.frameline.log.ServedLog;
import dev.frameline.wal.Spool;
import org.jspecify.annotations.Nullable;

/** A pull as it travels: the room for changes stays at the client, and is filled there. */
final class RemotePull implements Call.Question<Pulled> {

	private final Pull travelling;

	private final @Nullable Spool room;

	RemotePull(Pull pull) {
		this.travelling = new Pull(pull.lineage(), pull.after(), pull.maxFrames(), pull.hold(), pull.acceptsChanges(),
				null);
		this.room = pull.room();
	}

	@Override
	public CompletionStage<Pulled> ask(ServedLog log) {
		return log.pull(this.travelling);
	}

	@Override
	public Pulled packed(Pulled pulled, Link link) throws IOException {
		if (pulled instanceof Pulled.Batch batch) {
			return new Pulled.Batch(Parcel.of(batch.frames(), link), batch.newest());
		}
		if (pulled instanceof Pulled.Changes changes) {
			return new Pulled.Changes(Parcel.of(changes.frames(), link), changes.end(), changes.start(),
					changes.newest());
		}
		return pulled;
	}

	@Override
	public String described(Pulled pulled) {
		if (pulled instanceof Pulled.Batch batch) {
			return batch.frames().count() + " frames";
		}
		if (pulled instanceof Pulled.Changes changes) {
			return changes.frames().count() + " changes up to " + changes.end();
		}
		return pulled.text();
	}

	@Override
	public Pulled unpacked(Pulled pulled) throws IOException {
		if (pulled instanceof Pulled.Changes changes && this.room != null) {
			this.room.clear();
			this.room.add(changes.frames());
			return new Pulled.Changes(this.room.frames(), changes.end(), changes.start(), changes.newest());
		}
		return pulled;
	}

}
