package dev.frameline.primary;

import java.util.UUID;

import dev.frameline.Fence;

/**
 * What somebody says to hold.
 *
 * @param origin to whom the lease was granted: a fence alone is no proof, because files can be copied and restored
 * @param fence of the grant
 */
record Claim(UUID origin, Fence fence) {

}
