/**
 * The annotation processor, in three stages: {@code declaration} reads what the user wrote and refuses what can't work, at
 * the exact element; {@code model} is what will be generated, with no doubts left; {@code writer} turns it into source with
 * JavaPoet. Output depends on nothing but the interface and the types that it names.
 */
package org.ambrosia.processor;
