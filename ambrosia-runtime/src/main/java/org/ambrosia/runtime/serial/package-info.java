/**
 * Objects into bytes and back, by Kryo, which is used nowhere else: the state of immortals, and arguments that generated
 * code does not encode.
 *
 * <p>A graph of objects carries a table of the classes in it, with the names and types of their fields. Fields are matched
 * by name: one that was added keeps its initial value, one that was removed is passed over, and one whose type has changed
 * is an error with its name. Only classes that are reachable from the declared types are ever instantiated.
 */
package org.ambrosia.runtime.serial;
