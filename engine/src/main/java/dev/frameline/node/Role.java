package dev.frameline.node;

/** What a node is to its database. */
public enum Role {

	/** Its log decides the order. */
	PRIMARY,

	/** It follows a primary. */
	REPLICA,

	/** It does neither. */
	STANDALONE

}
