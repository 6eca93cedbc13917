package org.ambrosia.runtime.codegen;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which a class of the runtime is stored, in place of its own name. So a moved or
 * renamed class changes no stored byte. Not for applications.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StoredName {
    /** Returns the name; a slash in it distinguishes it from names of classes. */
    String value();
}
