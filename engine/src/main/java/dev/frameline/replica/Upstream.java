package dev.frameline.replica;

import dev.frameline.log.CommitLog;
import dev.frameline.log.FrameSource;
import dev.frameline.log.Leases;

/** The primary, as a replica sees it. */
public interface Upstream extends CommitLog, FrameSource, Leases {

	/** Where it is, for people. */
	String url();

}
