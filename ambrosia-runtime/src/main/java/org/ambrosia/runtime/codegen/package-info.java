/**
 * The base types that generated code uses. Application code does not name them: an application
 * extends the generated {@code XImmortal}, and calls the generated {@code XProxy} or
 * {@code XClient}.
 */
@NullMarked
package org.ambrosia.runtime.codegen;

import org.jspecify.annotations.NullMarked;
