/**
 * libSQL's own clients, as npm has them, and DBeaver's driver against a primary of ours. Each of npm's runs in a process
 * of its own, because a native client can abort and can wait without a limit:
 * {@link dev.frameline.compatibility.clients.NodeScript} is that process,
 * {@link dev.frameline.compatibility.clients.LibsqlClient} a client in it that has a copy of the database,
 * {@link dev.frameline.compatibility.clients.RemoteClient} one that has none, and
 * {@link dev.frameline.compatibility.clients.NpmPackage} brings the package, at an exact version, once per build. A
 * {@link dev.frameline.compatibility.clients.Relay} in between can lose answers and tells what was asked for.
 *
 * <p>Without Node, or on a machine that cannot install the package, these tests skip and say so; where {@code CI} is
 * {@code true} and Node is there, they fail instead.
 */
@NullMarked
package dev.frameline.compatibility.clients;

import org.jspecify.annotations.NullMarked;
