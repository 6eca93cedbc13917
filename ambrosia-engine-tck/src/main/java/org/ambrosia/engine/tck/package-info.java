/**
 * What each log engine must do: tests in main sources, which the tests of an engine extend by a class that says how to open one
 * ({@link org.ambrosia.engine.tck.LogEngineContract}). {@link org.ambrosia.engine.tck.MemoryLogEngine} is the smallest engine that passes;
 * whoever writes another one may begin with reading it. Runs on the class path.
 */
package org.ambrosia.engine.tck;
