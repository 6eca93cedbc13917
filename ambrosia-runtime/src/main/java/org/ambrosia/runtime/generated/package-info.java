/**
 * The base types that generated code uses. Application code does not name them: an application
 * extends the generated {@code XImmortal}, and calls the generated {@code XProxy}.
 */
package org.ambrosia.runtime.generated;
