package dev.frameline.compatibility;

/** Where in a {@link Cluster} something happens. */
public enum Side {

	PRIMARY, REPLICA

}
