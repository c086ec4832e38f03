package dev.frameline.autoconfigure.event;

/** Something about a node has changed. */
public sealed interface NodeEvent permits NodeReady, NodeAdvanced, NodeFailed, NodeDiverged, GenerationChanged {

	/** The database's name. */
	String database();

}
