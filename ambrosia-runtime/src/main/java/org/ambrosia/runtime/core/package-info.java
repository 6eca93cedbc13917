/**
 * The deterministic coordinator: events in, effects out. It uses nothing outside of {@code
 * java.base}, and no threads, files, sockets, clocks or randomness, so that a simulator can run
 * exactly what production runs. Only the shell ({@code node}) and simulators call it, one thread at
 * a time for each core.
 *
 * <h2>The life of a fork</h2>
 *
 * <ol>
 *   <li>The application's message comes as {@link
 *       org.ambrosia.runtime.core.ApplicationEvent.Output}. {@code BindingIntake} finds the
 *       destination's {@code Outbox}, which gives the call its number.
 *   <li>The {@code Session} of the link to the destination sends it, with its number, when its
 *       window has room.
 *   <li>At the destination {@code Intake} drops numbers that were taken before, refuses gaps, and
 *       puts the rest into the record that the {@code Committer} is filling; the {@code Inbox}
 *       moves on.
 *   <li>When the record before is durable, or this one is full, it is sealed, with the inbox
 *       positions that it moves, and {@linkplain org.ambrosia.runtime.core.Effects#append
 *       appended}.
 *   <li>When it is durable itself, it is {@linkplain org.ambrosia.runtime.core.Effects#deliver
 *       delivered}, and the source receives its position as {@code Durable}.
 *   <li>The source trims its outbox, and states this in its own next record.
 * </ol>
 *
 * <p>Calls of an instance to itself go from the outbox to the inbox without a link.
 *
 * <h2>Impulses</h2>
 *
 * <p>An impulse takes the same way. Since replay does not make it again, it is numbered by the
 * epoch in which it was sent, it is not part of a checkpoint, and it is lost if its sender ends
 * before it is durable at its destination.
 *
 * <h2>Recovery</h2>
 *
 * <p>The checkpoint restores inboxes, outboxes and the next sequence id. Each replayed record moves
 * the inboxes, trims the outboxes, and is delivered. The application makes its calls again, which
 * get the same numbers as before. Those that are known to be durable are dropped. When the log
 * ends, the core begins a new segment, notifies the application that it is primary, and dials every
 * peer it knows. Each peer reports what it has taken, and sending resumes after that.
 *
 * <h2>An application of its own</h2>
 *
 * <p>An application in another process comes and goes while the instance serves: {@code
 * BindingSession}. {@code Feeding} gives it the newest checkpoint and the durable records after it,
 * from the log, and then it is live. The calls that it makes again are only counted, until it makes
 * more than were made before it. An application that has outlived its coordinator is given only
 * what it lacks.
 *
 * <h2>Clients</h2>
 *
 * <p>A program that is no instance calls by a {@link org.ambrosia.runtime.core.ClientCore}: the
 * same coordinator, whose appends go nowhere. The instance registers it in its log before it may
 * call. It keeps an inbox and an outbox for it as for any peer, and never dials it. It forgets it
 * after a farewell, or when it is away for too long: {@code Clients}.
 *
 * <h2>Checkpoints</h2>
 *
 * <p>When enough was logged, the log goes on in a new segment, and the application is asked for its
 * state at that place of the stream. What it sent before is in the outboxes when its answer comes,
 * so both together are the checkpoint.
 */
package org.ambrosia.runtime.core;
