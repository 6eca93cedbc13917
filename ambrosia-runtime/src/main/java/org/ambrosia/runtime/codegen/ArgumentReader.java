package org.ambrosia.runtime.codegen;

import org.jspecify.annotations.Nullable;

/**
 * Reads in generated code what {@link ArgumentWriter} wrote. The input is not trusted: a length is
 * checked against the bytes left before anything is allocated, and reading past the end throws a
 * {@code MalformedDataException}. Not thread-safe.
 *
 * <p>The memory of each value is counted in bytes before the value is created. More memory than the
 * size of the call or the result allows is a {@code MalformedDataException}, the same in every
 * replica: a few bytes must not cost gigabytes.
 */
public interface ArgumentReader {
    /** Reads one byte, which must be 0 or 1. */
    boolean readBoolean();

    /** Reads one byte. */
    byte readByte();

    /** Reads two bytes. */
    short readShort();

    /** Reads two bytes. */
    char readChar();

    /** Reads 1 to 5 bytes. */
    int readInt();

    /** Reads 1 to 10 bytes. */
    long readLong();

    /** Reads four bytes. */
    float readFloat();

    /** Reads eight bytes. */
    double readDouble();

    /** Reads a string; may be null. */
    @Nullable
    String readString();

    /** Reads bytes; may be null. */
    byte @Nullable [] readBytes();

    /**
     * Reads whether a value follows, as {@link #readBoolean}.
     *
     * @param heapBytes the memory that the value takes, without what it refers to; counted only if
     *     the value follows
     */
    boolean readPresence(int heapBytes);

    /**
     * Reads how many elements follow; -1 stands for null. The count is at most what the bytes left
     * can hold when each element takes at least {@code leastBytesEach}.
     *
     * @param heapBytes the memory that the empty container takes; not counted for null
     * @param heapBytesEach the memory that the container's place for an element takes, without the
     *     element
     */
    int readCount(int leastBytesEach, int heapBytes, int heapBytesEach);

    /** Reads a string that is not kept, such as the name of an enum constant; may be null. */
    @Nullable
    String readName();

    /**
     * Reads the instance name of a proxy, and counts the memory of the proxy; null stands for a
     * null proxy.
     */
    @Nullable
    String readProxyName();

    /** Reads a value that was written by {@link ArgumentWriter#writeObject}; may be null. */
    <T> @Nullable T readObject(Class<T> declared, Class<?>... contents);

    /**
     * Enters a value that may contain values of its own kind; fails if values are nested too
     * deeply.
     */
    void enter();

    /** Leaves a value that was entered. */
    void leave();

    /**
     * Returns the context that the call and the result are bound to; proxies that are read are
     * bound to it.
     */
    CallContext context();

    /** Checks that everything was read. */
    void end();

    /**
     * Creates the error for a value that was read but is not valid, such as an unknown enum
     * constant.
     */
    RuntimeException malformed(String what);
}
