package org.ambrosia.runtime.serial;

/**
 * The memory that values take, in bytes, as laid out by a JVM with 4-byte references, rounded up.
 * These numbers decide whether a logged call is executed or fails. To change one is to change the
 * log's format (ADR 0027).
 */
final class HeapBytes {
    /**
     * The memory of a reader for each value: {@link Graph}, {@link KeyDepth}, {@link KeySteps} and
     * {@link Completion}.
     */
    static final int NODE_SCRATCH = 80;
    /** The memory of a reader for each reference. */
    static final int REFERENCE_SCRATCH = 28;
    /** The memory of a reader for each value that is written at the place of the reference. */
    static final int INLINED_SCRATCH = 8;

    static final int BOX = 24;
    static final int STRING = 40;
    static final int PROXY = 96;
    /**
     * A value that holds no other, such as a {@code UUID}, in addition to twice the bytes that it
     * is read from. The same holds for the constants that follow.
     */
    static final int LEAF = 48;

    static final int BIG_NUMBER = 104;
    static final int DATE_AND_TIME = 72;
    static final int FAILURE = 240;

    /** A time zone, or an offset, with its name. */
    static final int ZONE = 136;
    /** A date and a time with a zone. */
    static final int ZONED_TIME = 296;

    static final int OBJECT = 16;
    static final int FIELD = 8;
    static final int ARRAY = 24;
    static final int ARRAY_ELEMENT = 4;
    static final int VIEW = 48;

    static final int LIST = 48;
    /** A queue or stack, with its initial places. */
    static final int ROOMY_LIST = 96;

    static final int LIST_ELEMENT = 12;
    static final int LINKED_LIST_ELEMENT = 24;

    /** A linked set with its table. */
    static final int HASHED_SET = 168;

    static final int HASHED_ELEMENT = 84;
    /** A linked map with its table. */
    static final int HASHED_MAP = 168;
    /** Half of an entry: for a key, and for a value. */
    static final int HASHED_HALF = 42;

    static final int SORTED = 64;
    static final int SORTED_ELEMENT = 40;
    /** Half of an entry of a sorted map. */
    static final int SORTED_HALF = 20;

    static final int ENUM_CONTAINER = 64;
    /** A container that can't be changed and is not a set or map of several elements. */
    static final int IMMUTABLE = 48;

    static final int IMMUTABLE_ELEMENT = 16;

    private HeapBytes() {}
}
