package org.ambrosia.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link Immortal} interface as an impulse: a call that carries outside
 * information (a line from a keyboard, a web request, the time) into the system.
 *
 * <p>An impulse is logged before it runs, and from then on it is executed exactly once like any
 * call. Until it is logged nothing can regenerate it: it is lost if its sender dies first, or the
 * sender's coordinator in another process. Impulses return nothing, and may be sent only by code
 * that is not replayed: threads started in {@code onBecomingPrimary}, or the hosting program.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Impulse {}
