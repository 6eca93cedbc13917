package org.ambrosia.runtime.serial;

/**
 * The way in which the values of one class are stored: what is written of each, and how it is built
 * again. A value is created when it is read, or as soon as the references that its creation needs
 * exist. It is filled when all of them exist.
 */
abstract class Shape {
    /** A value whose creation needs every reference that it holds. */
    static final int ALL = Integer.MAX_VALUE;

    /** Writes the contents of a value: its own bytes, and references to other values. */
    abstract void write(GraphWriter out, Object value);

    /** Reads what {@link #write} wrote; returns the value, or null if it is created later. */
    abstract Object read(GraphReader in);

    /**
     * Returns how many of the references, from the first on, must exist before the value is
     * created.
     */
    int neededToCreate() {
        return 0;
    }

    /** Creates a value for which {@link #read} returned null. */
    Object create(Members members) {
        throw new IllegalStateException("created when it is read");
    }

    /**
     * Returns the memory that a value takes without the values that it refers to and without its
     * places for them; 0 if it is not created. The result must depend on the stored bytes only, so
     * that each build refuses the same calls.
     */
    abstract int heapBytes();

    /** Returns the memory of the place for one reference. */
    int heapBytesEach() {
        return 0;
    }

    /** Returns whether the value is filled after it was created. */
    boolean isFilled() {
        return false;
    }

    /**
     * Returns whether filling uses hash codes or comparisons of the held values, so that these must
     * be whole before.
     */
    boolean isHashed() {
        return false;
    }

    /**
     * Returns whether a value that holds {@code references} references uses their hash codes or
     * comparisons when it is created or filled.
     */
    boolean hashes(int references) {
        return isHashed();
    }

    /**
     * Puts the held values into the value. May be called once more, if the first call failed or
     * came too early; then it replaces what was put in before.
     */
    void fill(Object value, Members members) {}

    /** Puts the held values that exist already into the value, if that is possible for it. */
    void fillPartly(Object value, Members members) {}

    /** Returns whether the value's hash code uses the hash codes of the values that it holds. */
    boolean isNested() {
        return false;
    }

    /** Returns whether the reference is one whose hash code is used or which is compared. */
    boolean isKey(int slot) {
        return isHashed();
    }

    /** Returns whether a value of this shape holds no other. */
    final boolean isLeaf() {
        return neededToCreate() == 0 && !isFilled();
    }

    /** Returns the step for this reference in a path of fields. */
    String step(int slot) {
        return "[" + slot + "]";
    }
}
