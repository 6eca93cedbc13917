package org.ambrosia.runtime.protocol;

/**
 * The types of the messages between coordinator and binding, as numbered by the AMBROSIA client protocol; those from 100 on
 * are our own. A message is {@code size zz32, type u8, data}, where the size counts type and data.
 */
public final class MessageType {
    /** A call or a reply; towards the coordinator with its destination in front. */
    public static final int RPC = 0;
    /** Towards the coordinator: this instance will be called, connect to it. */
    public static final int ATTACH_TO = 1;
    /** Towards the binding: answer with a checkpoint. Towards the coordinator: ask me for one. */
    public static final int TAKE_CHECKPOINT = 2;
    /** Towards the coordinator: several calls in one message. */
    public static final int RPC_BATCH = 5;
    /** The application's state, at this place of the stream. */
    public static final int CHECKPOINT = 8;
    /** Sent once in an instance's life, and echoed as the first logged message. */
    public static final int INITIAL_MESSAGE = 9;
    /** Towards the binding: it is primary; answer with a checkpoint. */
    public static final int TAKE_BECOMING_PRIMARY_CHECKPOINT = 11;
    /** Towards the binding: it is primary. */
    public static final int BECOMING_PRIMARY = 15;

    /** Towards the coordinator: {@link BindingHello}. */
    static final int HELLO = 100;
    /** Towards the coordinator: everything that was logged before the binding became primary was executed. */
    static final int CAUGHT_UP = 101;
    /** Towards the coordinator: the state can't be stored now. */
    static final int CHECKPOINT_FAILED = 102;
    /** Towards the coordinator: the nonce of its welcome. */
    static final int ECHO = 103;
    /** Towards the coordinator: {@link CallRun}. */
    public static final int CALLS = 104;
    /** Towards the binding: this outside caller will not come back. Towards the coordinator: everything that it is answered was said. */
    public static final int CALLER_GONE = 105;
    /** Towards the coordinator: the schema of the binding's build, to be logged. Towards the binding: it is in force from here on. */
    public static final int SCHEMA = 106;
    /** In both directions: {@link LargestMessage}. Towards the coordinator: log this. */
    public static final int LARGEST_MESSAGE = 107;
    /** Towards the coordinator: how many calls were made to each destination, by a binding that resumes. */
    static final int MADE = 108;
    /** Towards the coordinator: by which interface an instance is called, or which one this instance has. */
    public static final int INTERFACE = 109;
    /** Towards the binding: {@link CoordinatorRecord.Welcome}. */
    static final int WELCOME = 110;
    /** Towards the binding: {@link CoordinatorRecord.Refused}. */
    static final int REFUSED = 111;
    /** Towards the binding: what comes with the checkpoint that follows. */
    static final int RESTORING = 112;
    /** Towards the binding: {@link Delivery.Resume}. */
    static final int RESUME = 113;
    /** Towards the binding: {@link Delivery.Confirmed}. */
    static final int CONFIRMED = 114;
    /**
     * Towards the binding: a call that an operator has skipped, which follows with its type; only in a log that is read again. A binding of
     * the published protocol is given nothing in its place.
     */
    public static final int SKIPPED = 115;

    private MessageType() {}
}
