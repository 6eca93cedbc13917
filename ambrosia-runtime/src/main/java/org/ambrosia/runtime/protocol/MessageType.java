package org.ambrosia.runtime.protocol;

/**
 * The types of the messages between coordinator and binding, as numbered by the AMBROSIA client protocol. A message is
 * {@code size zz32, type u8, data}, where the size counts type and data.
 */
public final class MessageType {
    /** A call or a reply; towards the coordinator with its destination in front. */
    public static final int RPC = 0;
    /** The application's state, at this place of the stream. */
    public static final int CHECKPOINT = 8;
    /** Sent once in an instance's life, and echoed as the first logged message. */
    public static final int INITIAL_MESSAGE = 9;

    private MessageType() {}
}
