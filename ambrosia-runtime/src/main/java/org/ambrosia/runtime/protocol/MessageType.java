package org.ambrosia.runtime.protocol;

/**
 * The types of the messages between coordinator and binding, as the AMBROSIA client protocol
 * numbers them. Those from 100 on are our own. A message is {@code size zz32, type u8, data}, where
 * the size counts type and data.
 */
public final class MessageType {
    /** A call or a reply; to the coordinator, with its destination first. */
    public static final int RPC = 0;
    /** To the coordinator: this instance will be called, connect to it. */
    public static final int ATTACH_TO = 1;
    /**
     * To the binding: answer with a checkpoint. To the coordinator: request a checkpoint from this
     * binding.
     */
    public static final int TAKE_CHECKPOINT = 2;
    /** To the coordinator: several calls in one message. */
    public static final int RPC_BATCH = 5;
    /** The application's state, at this place of the stream. */
    public static final int CHECKPOINT = 8;
    /** Sent once in an instance's life, and echoed as the first logged message. */
    public static final int INITIAL_MESSAGE = 9;
    /** To the binding: it is primary; answer with a checkpoint. */
    public static final int TAKE_BECOMING_PRIMARY_CHECKPOINT = 11;
    /** To the binding: it is primary. */
    public static final int BECOMING_PRIMARY = 15;

    /** To the coordinator: {@link BindingHello}. */
    static final int HELLO = 100;
    /**
     * To the coordinator: everything that was logged before the binding became primary was
     * executed.
     */
    static final int CAUGHT_UP = 101;
    /** To the coordinator: the state can't be stored now. */
    static final int CHECKPOINT_FAILED = 102;
    /** To the coordinator: the nonce of its welcome. */
    static final int ECHO = 103;
    /** To the coordinator: {@link CallRun}. */
    public static final int CALLS = 104;
    /**
     * To the binding: this client will not return. To the coordinator: all replies to this
     * caller have been sent.
     */
    public static final int CALLER_GONE = 105;
    /**
     * To the coordinator: the schema of the binding's build, to be logged. To the binding: this
     * schema is in force from here on.
     */
    public static final int SCHEMA = 106;
    /** In both directions: {@link LargestMessage}. To the coordinator: log this. */
    public static final int LARGEST_MESSAGE = 107;
    /** To the coordinator: how many calls a binding that resumes made to each destination. */
    static final int MADE = 108;
    /**
     * To the coordinator: the interface by which an instance is called, or the interface that this
     * instance has.
     */
    public static final int INTERFACE = 109;
    /** To the binding: {@link CoordinatorRecord.Welcome}. */
    static final int WELCOME = 110;
    /** To the binding: {@link CoordinatorRecord.Refused}. */
    static final int REFUSED = 111;
    /** To the binding: data that belongs to the checkpoint that follows. */
    static final int RESTORING = 112;
    /** To the binding: {@link Delivery.Resume}. */
    static final int RESUME = 113;
    /** To the binding: {@link Delivery.Confirmed}. */
    static final int CONFIRMED = 114;
    /**
     * To the binding: a call that an operator has skipped. The call follows with its type. Occurs
     * only in a log that is read again. A binding of the published protocol receives nothing in its
     * place.
     */
    public static final int SKIPPED = 115;

    private MessageType() {}
}
