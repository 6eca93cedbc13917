/**
 * The base types that generated code uses. Nothing here is meant to be named by hand: an application extends the
 * generated {@code XImmortal}, and calls the generated {@code XProxy}.
 */
package org.ambrosia.runtime.generated;
