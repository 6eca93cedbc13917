/**
 * The shell: threads, queues and timers around the deterministic core. It carries out the core's
 * effects with the log, the links, the registry and the binding, and reports the results to the
 * core. It decides nothing about the protocol.
 *
 * <p>Threads of an instance: the coordinator's loop drives the core; the log writer appends; the
 * dispatch loop runs the immortal; one more stores checkpoints, and one looks up addresses. They
 * hand each other batches through queues.
 */
package org.ambrosia.runtime.node;
