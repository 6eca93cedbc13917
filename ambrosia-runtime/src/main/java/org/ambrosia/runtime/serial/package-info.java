/**
 * Objects into bytes and back: the state of immortals, and arguments that generated code does not encode. Kryo's input and output
 * are used nowhere else; graphs are walked here.
 *
 * <p>A graph of objects carries a table of the classes in it, with the names and types of their fields. Fields are matched
 * by name: one that was added keeps its initial value, if a constructor without parameters gives it one, one that was removed is
 * passed over, and one whose type has changed is an error with its name. Only classes that are reachable from the declared types
 * are ever instantiated.
 *
 * <p>{@code GraphCodec} is the way in. {@code GraphWriter} numbers values and writes each once; a {@code Shape} says how those of
 * one class are written; {@code GraphReader} reads them, and {@code Completion} puts them together.
 */
package org.ambrosia.runtime.serial;
