package dev.frameline.world;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;

/** Random bytes. */
@FunctionalInterface
public interface Chance {

	void fill(byte[] bytes);

	default long nextLong() {
		byte[] bytes = new byte[8];
		fill(bytes);
		return ByteBuffer.wrap(bytes).getLong();
	}

	/** A random (version 4) id. */
	default UUID nextId() {
		long high = (nextLong() & 0xffffffffffff0fffL) | 0x4000L;
		long low = (nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
		return new UUID(high, low);
	}

	static Chance secure() {
		SecureRandom random = new SecureRandom();
		return random::nextBytes;
	}

}
