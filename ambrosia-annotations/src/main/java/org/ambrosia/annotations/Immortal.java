package org.ambrosia.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an interface as the set of calls that an immortal accepts.
 *
 * <p>For an interface {@code Server} the processor generates, in the same package:
 *
 * <ul>
 *   <li>{@code ServerProxy}, through which others call it: {@code xFork(args)} and
 *       {@code xAsync(args)} for each method {@code x};
 *   <li>{@code ServerDispatcher}, which decodes a logged call and makes it;
 *   <li>{@code ServerImmortal}, the abstract class to extend;
 *   <li>a resource {@code META-INF/ambrosia/<interface>.schema} that lists the methods with their
 *       ids and types.
 * </ul>
 *
 * <p>The contract with the developer is one sentence: from the same state, the same calls in the
 * same order must give the same state and the same outgoing calls in the same order.
 *
 * <p>A handler that throws has failed, but is not undone: its changes and calls before the failure
 * stay, now and in each replay. Check first and change then.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface Immortal {}
