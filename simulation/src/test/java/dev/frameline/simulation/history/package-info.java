/**
 * What clients did and saw, and whether that can have been one database. It knows nothing of nodes and files: a
 * {@link dev.frameline.simulation.history.History} is made of values, so that the
 * {@link dev.frameline.simulation.history.Checker} can be tried on histories that are known to be bad.
 *
 * <p><b>How it checks.</b> Every transaction that writes also appends a token of its own to one list, the
 * <em>journal</em>. The journal that the log ends with therefore is the order of commits, told by the database itself;
 * nothing has to be searched for, as it would have to be for registers alone. What is left is checking this one order,
 * in time that grows with the history and not with its permutations:
 * <ul>
 * <li>it holds every acknowledged transaction once, no refused one, and an unknown one once at most;</li>
 * <li>it agrees with real time: who was answered before another one asked comes before him. Together with the next
 * point that is strict serializability, and linearizability for each of the registers, counters, lists and sets;</li>
 * <li>replayed in this order on plain values, every transaction read what it would have read there;</li>
 * <li>every read-only transaction saw the values at one prefix of the order, and the journal's length says which.</li>
 * </ul>
 * Reads on a replica may be old, so for them real time is not asked, but the guarantees of a node are: nothing goes
 * back, own writes are seen, and a bookmark's writes are seen. A primary's reads are checked against real time too.
 *
 * <p>A primary that is given an older copy of its disk begins a second order that has a beginning in common with the
 * first: a {@link dev.frameline.simulation.history.Timeline} each. A transaction is looked for in the one that was being
 * written when it was answered; a read must be a prefix of one of them, never a mixture.
 */
@NullMarked
package dev.frameline.simulation.history;

import org.jspecify.annotations.NullMarked;
