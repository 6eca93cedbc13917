/**
 * Encodes objects and decodes them: the state of immortals, and arguments that generated code does
 * not encode. Kryo's input and output are used nowhere else; graphs are walked here.
 *
 * <p>A graph of objects carries a table of the classes in it, with the names and types of their
 * fields. Fields are matched by name. An added field keeps its initial value, if a constructor
 * without parameters gives it one. A removed field is passed over. A field whose type has changed
 * is an error with its name. Only classes that are reachable from the declared types are ever
 * instantiated.
 *
 * <p>{@code GraphCodec} is the entry point. {@code GraphWriter} numbers values and writes each
 * once; a {@code Shape} defines how those of one class are written. {@code GraphReader} reads them,
 * and {@code Completion} assembles them.
 */
package org.ambrosia.runtime.serial;
