package dev.frameline.replica;

import dev.frameline.log.CommitLog;
import dev.frameline.log.FrameSource;

/** The primary, as a replica sees it. */
public interface Upstream extends CommitLog, FrameSource {

	/** Where it is, for people. */
	String url();

}
