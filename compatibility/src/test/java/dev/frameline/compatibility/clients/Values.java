package dev.frameline.compatibility.clients;

import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Values that have to arrive byte for byte. */
final class Values {

	static final List<@Nullable Object> ALL = Arrays.asList(null, "",
			"Z\u00fcrich, \u6771\u4eac, \ud83e\udd80,\u2028'\"\\\r\n", Long.MIN_VALUE, Long.MAX_VALUE, 5.0, -1.5e300,
			new byte[0], new byte[] { 0 }, everyByteOften());

	private Values() {
	}

	/** 64 KiB, which is more than a page holds. */
	private static byte[] everyByteOften() {
		byte[] bytes = new byte[1 << 16];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		return bytes;
	}

}
