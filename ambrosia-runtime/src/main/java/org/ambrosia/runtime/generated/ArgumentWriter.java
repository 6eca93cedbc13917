package org.ambrosia.runtime.generated;

import org.ambrosia.runtime.api.InstanceProxy;

/**
 * Where generated code writes the arguments of a call or the result of one. Values follow each other without names or
 * types: what is read must be what was written, which the method id vouches for. Not thread-safe.
 *
 * <p>Integers are zig-zag varints, floating-point numbers fixed little-endian, strings and counts are preceded by their
 * length plus one, so that 0 stands for null.
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

    /** Writes UTF-8 behind its length; null is allowed. */
    void writeString(String value);

    /** Writes bytes behind their length; null is allowed. */
    void writeBytes(byte[] value);

    /** Writes how many elements follow; -1 stands for null. */
    void writeCount(int count);

    /** Writes the name of the instance; null is allowed. */
    void writeProxy(InstanceProxy value);

    /**
     * Writes a value of a class that generated code does not encode, by Kryo; null is allowed.
     *
     * @param contents classes that the value may hold, beside those that {@code declared} leads to
     */
    void writeObject(Object value, Class<?> declared, Class<?>... contents);
}
