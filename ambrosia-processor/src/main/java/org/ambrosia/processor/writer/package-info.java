/** The third stage: source code, by JavaPoet. The runtime's types are named in {@code RuntimeTypes} and nowhere else. */
package org.ambrosia.processor.writer;
