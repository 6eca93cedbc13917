package org.ambrosia.runtime.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The stable words by which errors are known, in messages ({@code [Ambrosia/LogCorrupt] …}), in
 * searches and in {@code docs/reference/errors.md}. A tag never changes its meaning.
 */
public enum ErrorTag {
    /** A setting is missing or out of range; the message gives the value and the range. */
    INVALID_CONFIGURATION,
    /**
     * A call was made from a place where it can't be replayed, such as a fork from outside a
     * handler.
     */
    CALL_OUTSIDE_HANDLER,
    /** An impulse was sent by code that is replayed, or before the instance was primary. */
    IMPULSE_DURING_REPLAY,
    /**
     * A lambda was given as a promise's callback; only references to named methods can be stored.
     */
    LAMBDA_CALLBACK,
    /** A callback's method can't be found in the immortal's class or can't be called. */
    CALLBACK_MISSING,
    /** Bytes from outside are not what they should be: cut, too long, or of an unknown kind. */
    MALFORMED_MESSAGE,
    /** A call came from another party than the one that it names; it was not logged. */
    FORGED_CALL,
    /**
     * A length in bytes from outside, or a call that was to be sent, is above the configured
     * maximum.
     */
    MESSAGE_TOO_LARGE,
    /**
     * The values of a call or a result would take more memory than their size allows; nothing of
     * the call was executed.
     */
    DECODED_TOO_LARGE,
    /** A call's method id is not one of this build's methods. */
    UNKNOWN_METHOD,
    /** A caller calls an instance by another interface than the instance has. */
    INTERFACE_DIFFERS,
    /** A log or checkpoint was written by a build whose interface this build can't replay. */
    SCHEMA_MISMATCH,
    /**
     * The generated classes are not those of the interface: the annotation processor did not run.
     */
    GENERATED_CODE_MISMATCH,
    /**
     * A value's class may not be stored: it is not reachable from the state's or the schema's
     * types.
     */
    CLASS_NOT_REGISTERED,
    /** A class of the state can't be stored at all, such as a thread or a lambda. */
    CLASS_NOT_STORABLE,
    /**
     * The state can't be stored: memory does not suffice, or it is larger than a checkpoint can be.
     */
    STATE_TOO_LARGE,
    /** A field of the state has another type than when the checkpoint was written. */
    FIELD_TYPE_CHANGED,
    /** A state that was stored would come back as another one. */
    STATE_NOT_RESTORABLE,
    /** A package isn't open to the runtime; the message has the line to paste. */
    PACKAGE_NOT_OPEN,
    /** The log is damaged before its end; nothing was changed. */
    LOG_CORRUPT,
    /** No checkpoint of the log is whole. */
    CHECKPOINT_CORRUPT,
    /**
     * The part of the log that a replica reads next was deleted, since newer checkpoints made it
     * superfluous. The replica starts again from those checkpoints.
     */
    LOG_BEHIND,
    /** The log's directory is used by another process or instance. */
    LOG_IN_USE,
    /** The log belongs to another instance. */
    LOG_MISMATCH,
    /** The log, or a part of it, has a version that this release does not read. */
    UNSUPPORTED_FORMAT,
    /** The log is a copy, or was brought to another machine, and the original log may be in use. */
    LOG_COPIED,
    /**
     * The log is on a file system on which two processes could both be primary, since they may not
     * see each other's memory.
     */
    UNSAFE_FILE_SYSTEM,
    /** The log could not be read or written: a full disk, a missing right. */
    LOG_UNAVAILABLE,
    /** A file of the registry can't be read or written. */
    REGISTRY_UNAVAILABLE,
    /** An instance or replica is not registered. */
    UNKNOWN_INSTANCE,
    /** The instance runs, and the requested operation needs it to be stopped. */
    INSTANCE_RUNNING,
    /** The coordinator's port can't be bound. */
    PORT_IN_USE,
    /**
     * An application and its coordinator, in two processes, don't fit together: token, ports, state
     * or order.
     */
    BINDING_REFUSED,
    /** The coordinator, in another process, is gone, and the application is set to end then. */
    COORDINATOR_LOST,
    /** A peer is not the instance that was dialed, or speaks another version of the protocol. */
    PEER_MISMATCH,
    /** A call was answered by another party than the one that was called. */
    FORGED_REPLY,
    /**
     * A peer refuses this process, since the peer has met a newer process of the same instance;
     * only the log decides which one is right.
     */
    PEER_FENCED,
    /**
     * A peer has seen more of an instance's log than exists: the log was restored from a backup,
     * copied, or has lost its end.
     */
    HISTORY_DIFFERS,
    /** No standby became primary in place of the present primary. */
    HANDOVER_FAILED,
    /** A newer primary of the same instance exists; this one must end. */
    FENCED,
    /** A peer lost calls that it had confirmed; they can't be sent again. */
    CALLS_LOST,
    /** An instance has forgotten a client; which of its calls were executed is unknown. */
    CLIENT_FORGOTTEN,
    /**
     * Replay made fewer calls than before: the immortal isn't deterministic or its log is older
     * than its peers.
     */
    REPLAY_DIVERGED,
    /** A handler of the immortal failed. */
    HANDLER_FAILED,
    /**
     * A handler ran out of memory or stack, or met an error of the virtual machine; its replica
     * ends.
     */
    HANDLER_EXHAUSTED,
    /** A call has been executing for long; no other is executed before it returns. */
    HANDLER_SLOW,
    /** An operator has skipped a logged call: it is not executed, and this is its answer. */
    CALL_SKIPPED,
    /** An instance has no primary, and no replica that runs may become one. */
    NO_PRIMARY,
    /** A coordinator did not answer a request in time; it may still carry it out. */
    NO_ANSWER,
    /** A requested checkpoint was not taken. */
    NO_CHECKPOINT,
    /**
     * A call from outside had no answer within its time; whether it was executed, or will be, is
     * unknown.
     */
    CALL_TIMEOUT,
    /** A thread was interrupted while it waited for the result of a call, or for room for one. */
    CALL_INTERRUPTED,
    /**
     * A client's call was to wait for its result on the thread on which results arrive; it was not
     * made.
     */
    CALL_WOULD_BLOCK,
    /** An instance does not serve within the time for which it was awaited. */
    NOT_SERVING,
    /** Something was to be sent through an instance that has ended. */
    INSTANCE_ENDED,
    /** A call with a result failed at its callee, whose exception the caller receives. */
    CALL_FAILED,
    /** An async call failed at its callee, and its promise has no callback for the failure. */
    UNHANDLED_FAILURE,
    /** The runtime met a state that should be impossible; please report it. */
    INTERNAL_ERROR;

    private final String text = textOf(name());

    private static String textOf(String constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /**
     * Returns the tag with this text.
     *
     * @return empty if there is none, as for a tag of a later version
     */
    public static Optional<ErrorTag> of(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /** Returns the word as it is in messages, such as {@code LogCorrupt}. */
    @Override
    public String toString() {
        return text;
    }
}
