package org.ambrosia.runtime.codegen;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that the processor has generated, so that coverage tools and linters leave it out.
 * The annotation of the JDK is not in class files, and a module would have to require {@code
 * java.compiler} for it.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Generated {}
