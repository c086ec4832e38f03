package dev.frameline.simulation.network;

import java.io.IOException;

import dev.frameline.wal.Frames;

/** Frames as they travel: a copy, in which a bad link may have changed a bit. */
final class Parcel {

	private Parcel() {
	}

	static Frames of(Frames frames, Link link) throws IOException {
		byte[] bytes = new byte[Math.toIntExact(frames.bytes())];
		frames.read(0, frames.count(), bytes, 0);
		if (bytes.length > 0 && link.garbles()) {
			bytes[link.dice().below(bytes.length)] ^= (byte) (1 << link.dice().below(8));
		}
		return Frames.of(bytes);
	}

}
