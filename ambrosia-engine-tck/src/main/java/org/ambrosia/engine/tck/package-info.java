/**
 * The contract of each log engine, as tests in main sources. The tests of an engine extend them by
 * a class that implements how to open one ({@link org.ambrosia.engine.tck.LogEngineContract}).
 * {@link org.ambrosia.engine.tck.MemoryLogEngine} is the smallest engine that passes; the author of
 * another one may begin by reading it. Runs on the class path.
 */
package org.ambrosia.engine.tck;
