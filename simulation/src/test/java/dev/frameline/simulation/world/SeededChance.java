package dev.frameline.simulation.world;

import java.nio.ByteBuffer;

import dev.frameline.world.Chance;

/** The engine's random bytes. */
public final class SeededChance implements Chance {

	private final Dice dice;

	public SeededChance(Dice dice) {
		this.dice = dice;
	}

	@Override
	public void fill(byte[] bytes) {
		for (int at = 0; at < bytes.length; at += Long.BYTES) {
			byte[] thrown = ByteBuffer.allocate(Long.BYTES).putLong(this.dice.nextLong()).array();
			System.arraycopy(thrown, 0, bytes, at, Math.min(Long.BYTES, bytes.length - at));
		}
	}

}
