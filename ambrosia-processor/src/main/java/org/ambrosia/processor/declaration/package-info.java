/** The first stage: from the compiler's elements to the model, reporting everything that can't work. */
package org.ambrosia.processor.declaration;
