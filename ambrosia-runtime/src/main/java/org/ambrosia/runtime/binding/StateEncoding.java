package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.STATE_TOO_LARGE;

import java.util.Arrays;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * An application's part of a checkpoint: the schema that is in force with the messages that wait
 * for another one, and the state.
 */
final class StateEncoding {
    private static final System.Logger LOGGER = System.getLogger(Binding.class.getName());
    /** A warning is logged if a stored state is larger than the heap divided by this number. */
    private static final int HEAP_PARTS = 6;

    private final String instance;
    private final ObjectCodec codec;
    private final SchemaInForce inForce;
    private int warnedBytes;

    StateEncoding(String instance, ObjectCodec codec, SchemaInForce inForce) {
        this.instance = instance;
        this.codec = codec;
        this.inForce = inForce;
    }

    byte[] encode(BindingState state) {
        byte[] graph;
        synchronized (codec) {
            graph = codec.encodeState(state);
        }
        Encoder begin = new Encoder(256);
        inForce.encode(begin);
        byte[] head = begin.toByteArray();
        byte[] all = Arrays.copyOf(head, Math.addExact(head.length, graph.length));
        System.arraycopy(graph, 0, all, head.length, graph.length);
        return all;
    }

    /**
     * Encodes the present state.
     *
     * @param proves whether the state is loaded first, because no other thread of this process can
     *     do that afterwards
     * @throws AmbrosiaException if it can't be stored, also because memory is scarce; no handler
     *     has run, so nothing is half done
     */
    byte[] encodeForCheckpoint(BindingState state, boolean proves) {
        try {
            byte[] encoded = encode(state);
            if (proves) {
                verify(encoded);
            }
            warnIfLarge(encoded.length);
            return encoded;
        } catch (OutOfMemoryError scarce) {
            throw new StateException(
                    STATE_TOO_LARGE,
                    "Memory does not suffice to store the state (instance=" + instance + " heap="
                            + (Runtime.getRuntime().maxMemory() >> 20)
                            + " MiB): it takes about twice its stored size beside what is there. Give the process more"
                            + " memory (-Xmx), or split the data among several instances.",
                    scarce);
        }
    }

    /**
     * Decodes a checkpoint, and uses the schema that is in force there.
     *
     * @throws AmbrosiaException if this build can't read it
     */
    BindingState restore(byte[] application) {
        Decoder in = new Decoder(application);
        inForce.restore(in);
        BindingState restored = codec.decodeState(application, in.position(), in.remaining(), BindingState.class);
        if (restored == null || !restored.isWhole()) {
            throw in.malformed("a checkpoint's state lacks a part");
        }
        return restored;
    }

    /**
     * Checks that a checkpoint can be loaded again as the same state. From any thread.
     *
     * @throws AmbrosiaException if it can't
     */
    void verify(byte[] application) {
        Decoder in = new Decoder(application);
        SchemaInForce.skip(in);
        codec.verifyState(application, in.position(), in.remaining(), BindingState.class);
    }

    /**
     * A state that could be stored is later read from a file into an array, and its objects are
     * created from that array. This takes more memory than running did.
     */
    private void warnIfLarge(int bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes <= heap / HEAP_PARTS || bytes < 2L * warnedBytes) {
            return;
        }
        warnedBytes = bytes;
        LOGGER.log(
                System.Logger.Level.WARNING,
                "[Ambrosia/" + STATE_TOO_LARGE + "] The state takes " + (bytes >> 20)
                        + " MiB as it is stored, more than a "
                        + HEAP_PARTS + "th part of the heap of " + (heap >> 20) + " MiB (instance=" + instance
                        + "). Recovery needs about " + (HEAP_PARTS - 2)
                        + " times that: give the process more memory (-Xmx) before it has to recover.");
    }
}
