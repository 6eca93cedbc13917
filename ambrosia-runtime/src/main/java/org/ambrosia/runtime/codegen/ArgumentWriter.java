package org.ambrosia.runtime.codegen;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;
import org.jspecify.annotations.Nullable;

/**
 * Writes in generated code the arguments of a call or its result. Values follow each other without
 * names or types. So the reader must read exactly what was written, which the method id guarantees.
 * Not thread-safe.
 *
 * <p>Integers are zig-zag varints. Floating-point numbers are fixed little-endian. Strings and
 * counts are preceded by their length plus one, so that 0 stands for null.
 */
public interface ArgumentWriter {
    /** Writes one byte, 1 or 0. */
    void writeBoolean(boolean value);

    /** Writes one byte. */
    void writeByte(byte value);

    /** Writes two bytes. */
    void writeShort(short value);

    /** Writes two bytes. */
    void writeChar(char value);

    /** Writes 1 to 5 bytes. */
    void writeInt(int value);

    /** Writes 1 to 10 bytes. */
    void writeLong(long value);

    /** Writes four bytes. */
    void writeFloat(float value);

    /** Writes eight bytes. */
    void writeDouble(double value);

    /** Writes a length and the UTF-8 after it; null is allowed. */
    void writeString(@Nullable String value);

    /** Writes a length and the bytes after it; null is allowed. */
    void writeBytes(byte @Nullable [] value);

    /** Writes how many elements follow; -1 stands for null. */
    void writeCount(int count);

    /**
     * Checks that as many elements were written as {@link #writeCount} announced.
     *
     * @param left how many are missing; negative if there were more
     * @throws StateException if {@code left} is not 0: size() and iterator() of a collection
     *     disagree
     */
    default void endElements(int left) {
        if (left != 0) {
            throw new StateException(
                    ErrorTag.CLASS_NOT_STORABLE,
                    "A collection can't be sent: its iterator gives "
                            + (left > 0 ? left + " fewer elements" : -left + " more elements")
                            + " than its size() says. Correct its class, or send a copy that no other thread changes.");
        }
    }

    /** Writes the name of the instance; null is allowed. */
    void writeProxy(@Nullable InstanceProxy value);

    /**
     * Writes a value of a class that generated code does not encode, by Kryo; null is allowed.
     *
     * @param contents classes that the value may hold, besides those that {@code declared} leads to
     */
    void writeObject(@Nullable Object value, Class<?> declared, Class<?>... contents);
}
