/**
 * Drives a replica, the same way in a process of threads and sockets and in a simulation: the duty
 * cycle, what is read from the log, and the decisions of elections. Deterministic, like the core:
 * time comes in as numbers, and work that takes time goes to {@link
 * org.ambrosia.runtime.core.driver.Lane lanes}, which are the host's.
 *
 * <pre>
 *   host                                  ReplicaDriver                      core
 *   queue of events ────── poll ────────▶ work(now, wall) ── Event ────────▶ Replica
 *   ApplicationPort, RegistryPort ◀────── implements Effects ◀────────────── what is to be done
 *   LinkPort ◀────────────────────────────────────────────── LinkEffects ── and said to peers
 *   lanes: writer, background ◀────────── LogLanes ─▶ Log
 * </pre>
 */
package org.ambrosia.runtime.core.driver;
