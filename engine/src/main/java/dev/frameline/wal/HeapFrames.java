package dev.frameline.wal;

/** Frames in memory. */
record HeapFrames(byte[] frames) implements Frames {

	HeapFrames {
		if (frames.length % Frame.SIZE != 0) {
			throw new IllegalArgumentException(
					"Frames are " + Frame.SIZE + " bytes each; " + frames.length + " bytes are not whole frames");
		}
	}

	@Override
	public int count() {
		return this.frames.length / Frame.SIZE;
	}

	@Override
	public void read(int index, int count, byte[] into, int offset) {
		System.arraycopy(this.frames, index * Frame.SIZE, into, offset, count * Frame.SIZE);
	}

}
