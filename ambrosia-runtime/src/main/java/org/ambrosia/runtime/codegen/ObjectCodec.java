package org.ambrosia.runtime.codegen;

import java.util.function.LongConsumer;

/**
 * Encodes values that generated code does not encode, and decodes them. Used on one thread at a
 * time.
 */
public interface ObjectCodec {
    /**
     * Encodes a value.
     *
     * @param declared the declared type of the value; what is reachable from it may be stored
     * @param contents types from which more may be reachable, such as the elements of a list
     * @throws org.ambrosia.runtime.api.StateException if the value holds a class that may not be
     *     stored
     */
    byte[] encode(Object value, Class<?> declared, Class<?>... contents);

    /** Encodes the instance's state: a graph that holds the immortal. Errors as {@link #encode}. */
    byte[] encodeState(Object root);

    /**
     * Decodes the instance's state. The immortal in it is filled; all other objects are created. A
     * part of the immortal that the state does not contain is as it was when the immortal was
     * deployed. Errors as {@link #decode}.
     */
    <T> T decodeState(byte[] bytes, int offset, int length, Class<T> rootType);

    /**
     * Decodes what {@link #encodeState} returned, into other objects, encodes those again, and
     * compares. From any thread; the immortal is not touched.
     *
     * @throws org.ambrosia.runtime.api.AmbrosiaException if it can't be decoded, or decodes to
     *     another state
     */
    void verifyState(byte[] bytes, int offset, int length, Class<?> rootType);

    /**
     * Decodes a value; only classes reachable from {@code declared} and {@code contents} are
     * instantiated.
     *
     * @param heap receives the memory that values take, in bytes, before they are created; a
     *     negative number returns memory that only reading needed. Throws if the limit is exceeded
     * @throws org.ambrosia.runtime.api.MalformedDataException if the bytes are malformed
     * @throws org.ambrosia.runtime.api.StateException if they were written by a build whose classes
     *     can't be read
     */
    <T> T decode(byte[] bytes, int offset, int length, LongConsumer heap, Class<T> declared, Class<?>... contents);
}
