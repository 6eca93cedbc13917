package org.ambrosia.runtime.serial;

/**
 * How the values of one class are stored: what is written of each, and how it is built again. A value is created when it is
 * read, or as soon as the references that its creation needs exist, and is filled when all of them do.
 */
abstract class Shape {
    /** Creating the value needs every reference that it holds. */
    static final int ALL = Integer.MAX_VALUE;

    /** Writes what a value holds: its own bytes, and references to other values. */
    abstract void write(GraphWriter out, Object value);

    /** Reads what {@link #write} wrote; returns the value, or null if it is created later. */
    abstract Object read(GraphReader in);

    /** Returns how many of the references, from the first on, must exist before the value is created. */
    int neededToCreate() {
        return 0;
    }

    /** Creates a value that {@link #read} left out. */
    Object create(Members members) {
        throw new IllegalStateException("created when it is read");
    }

    /**
     * Returns the memory that a value takes without what it refers to and without its places for that; 0 if it is not created. It must
     * depend on the stored bytes only, so that each build refuses the same calls.
     */
    abstract int heapBytes();

    /** Returns the memory of the place for one reference. */
    int heapBytesEach() {
        return 0;
    }

    /** Whether the value is filled after it was created. */
    boolean isFilled() {
        return false;
    }

    /** Whether filling asks what is held for hash codes or comparisons, so that it must be whole before. */
    boolean isHashed() {
        return false;
    }

    /** Whether a value that holds that many references asks them for hash codes or comparisons when it is created or filled. */
    boolean hashes(int references) {
        return isHashed();
    }

    /** Puts what the value holds into it; once more, in place of what was put before, if that failed or came too early. */
    void fill(Object value, Members members) {}

    /** Puts into it what exists already, if the value can bear that. */
    void fillPartly(Object value, Members members) {}

    /** Whether the value's hash code asks the values that it holds for theirs. */
    boolean isNested() {
        return false;
    }

    /** Whether the reference is one that is asked for its hash code or compared. */
    boolean isKey(int slot) {
        return isHashed();
    }

    /** Whether it is one value that holds no other. */
    final boolean isLeaf() {
        return neededToCreate() == 0 && !isFilled();
    }

    /** Returns how a path of fields goes on with this reference. */
    String step(int slot) {
        return "[" + slot + "]";
    }
}
