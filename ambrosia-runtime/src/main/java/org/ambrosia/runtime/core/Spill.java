package org.ambrosia.runtime.core;

import java.util.Collection;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The place where outboxes keep calls for which memory has no room. What is kept can be read at
 * once. It is on stable storage before a {@linkplain Effects#storeCheckpoint checkpoint} that was
 * asked for later is published, since that refers to it. Calls to which no checkpoint refers are
 * made again by replay.
 *
 * <p>Called by the core, on its thread. Methods may block for as long as a disk takes, and throw
 * {@link org.ambrosia.runtime.api.LogException} if they can't do their work, which ends the
 * instance.
 */
public interface Spill {
    /**
     * Returns whether other replicas can read what is kept here, so that a checkpoint may refer to
     * it.
     */
    boolean isShared();

    /**
     * Keeps bytes for a destination; returns where they are. Two destinations don't share files.
     */
    Place write(String destination, byte[] bytes, int length);

    /** Reads what was kept; its check holds. */
    byte[] read(Place place);

    /** Frees these bytes, which no process ever needs again. */
    void free(Place place);

    /**
     * After a restart: keeps only these, which are still needed.
     *
     * @return those that are gone: each was freed before
     */
    Collection<Place> retain(Collection<Place> places);

    /**
     * The place where bytes are.
     *
     * @param file the file's number, never used for another file
     * @param offset where they begin, in bytes
     * @param length how many there are
     * @param check their CRC-32C
     */
    record Place(long file, long offset, int length, int check) {
        void encode(Encoder out) {
            out.zz64(file).zz64(offset).zz32(length).i32(check);
        }

        static Place decode(Decoder in) {
            Place place = new Place(in.positiveZz64(), in.positiveZz64(), in.zz32(), in.i32());
            if (place.length < 0) {
                throw in.malformed("a place of " + place.length + " bytes");
            }
            return place;
        }
    }
}
