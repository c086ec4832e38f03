package dev.frameline.replica;

import java.sql.SQLTransientConnectionException;

/** A replica has no copy of its database yet. It will, once the primary can be reached: trying again helps. */
public class ReplicaNotReadyException extends SQLTransientConnectionException {

	public ReplicaNotReadyException(String reason) {
		super(reason, "08001");
	}

}
