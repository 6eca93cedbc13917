package org.ambrosia.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fixes the number by which a method of an {@link Immortal} interface is known on the wire and in
 * the log.
 *
 * <p>Without it the number is derived from the method's name and the structure of its parameters
 * and result. So reordering an interface changes nothing, while a renamed method or a changed
 * parameter becomes another method. Give an id to rename a method and still read older logs, or to
 * settle a collision of derived ids. To rename a method with a derived id, give it that number,
 * which the schema resource contains. Its parameters and result must stay as they are.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface MethodId {
    /**
     * The id: 1 to 8191, unique within the interface. Ids up to 63 take one byte on the wire,
     * others two.
     */
    int value();
}
