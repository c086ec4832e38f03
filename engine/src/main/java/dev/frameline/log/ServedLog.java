package dev.frameline.log;

import java.util.concurrent.CompletionStage;

/**
 * A log that is served to others: what the HTTP server talks to. Pushes of Frameline nodes are
 * {@linkplain CommitLog#append appends}; pushes of libSQL clients, which carry no identity, come in here.
 */
public interface ServedLog extends CommitLog, FrameSource, Leases {

	/** The database's name, for log lines and errors. */
	String name();

	/** Takes a push of a libSQL client, in its turn. */
	CompletionStage<Pushed> push(Push push);

	/** Answers everybody's held question now and holds no more: the node is about to stop. */
	void releaseHeld();

}
