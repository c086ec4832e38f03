/**
 * The network between replicas and their primary, simulated at the engine's own border:
 * {@link dev.frameline.simulation.network.RemotePrimary} is the {@code Upstream} of a replica, and behind it a
 * {@link dev.frameline.simulation.network.Call} crosses a {@link dev.frameline.simulation.network.Link} to the
 * {@code ServedLog} of whoever is the primary when it arrives.
 *
 * <p>It promises what HTTP over TCP promises, also through a proxy that asks again. A request that found nobody, nor did
 * a copy of it, was not sent; one that was sent and not answered may have arrived, once, twice or long afterwards; of
 * one that is answered, a copy may have arrived before. No copy arrives after the answer. What travels is a copy, made
 * when it leaves.
 */
@NullMarked
package dev.frameline.simulation.network;

import org.jspecify.annotations.NullMarked;
