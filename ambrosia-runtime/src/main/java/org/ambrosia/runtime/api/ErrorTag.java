package org.ambrosia.runtime.api;

/**
 * The stable words by which errors are known, in messages ({@code [Ambrosia/LogCorrupt] …}), in
 * searches and in {@code docs/reference/errors.md}. A tag never changes its meaning.
 */
public enum ErrorTag {
    /** A setting is missing or out of range; the message gives the value and the range. */
    InvalidConfiguration,
    /**
     * A call was made from a place where it can't be replayed, such as a fork from outside a
     * handler.
     */
    CallOutsideHandler,
    /** An impulse was sent by code that is replayed, or before the instance was primary. */
    ImpulseDuringReplay,
    /**
     * A lambda was given as a promise's callback; only references to named methods can be stored.
     */
    LambdaCallback,
    /** A callback's method can't be found in the immortal's class or can't be called. */
    CallbackMissing,
    /** Bytes from outside are not what they should be: cut, too long, or of an unknown kind. */
    MalformedMessage,
    /** A call came from another party than the one that it names; it was not logged. */
    ForgedCall,
    /**
     * A length in bytes from outside, or a call that was to be sent, is above the configured
     * maximum.
     */
    MessageTooLarge,
    /**
     * The values of a call or a result would take more memory than their size allows; nothing of
     * the call was executed.
     */
    DecodedTooLarge,
    /** A call's method id is not one of this build's methods. */
    UnknownMethod,
    /** A caller calls an instance by another interface than the instance has. */
    InterfaceDiffers,
    /** A log or checkpoint was written by a build whose interface this build can't replay. */
    SchemaMismatch,
    /**
     * The generated classes are not those of the interface: the annotation processor did not run.
     */
    GeneratedCodeMismatch,
    /**
     * A value's class may not be stored: it is not reachable from the state's or the schema's
     * types.
     */
    ClassNotRegistered,
    /** A class of the state can't be stored at all, such as a thread or a lambda. */
    ClassNotStorable,
    /**
     * The state can't be stored: memory does not suffice, or it is larger than a checkpoint can be.
     */
    StateTooLarge,
    /** A field of the state has another type than when the checkpoint was written. */
    FieldTypeChanged,
    /** A state that was stored would come back as another one. */
    StateNotRestorable,
    /** A package isn't open to the runtime; the message has the line to paste. */
    PackageNotOpen,
    /** The log is damaged before its end; nothing was changed. */
    LogCorrupt,
    /** No checkpoint of the log is whole. */
    CheckpointCorrupt,
    /**
     * The part of the log that a replica reads next was deleted, since newer checkpoints made it
     * superfluous. The replica starts again from those checkpoints.
     */
    LogBehind,
    /** The log's directory is used by another process or instance. */
    LogInUse,
    /** The log belongs to another instance. */
    LogMismatch,
    /** The log, or a part of it, has a version that this release does not read. */
    UnsupportedFormat,
    /** The log is a copy, or was brought to another machine, and the original log may be in use. */
    LogCopied,
    /**
     * The log is on a file system on which two processes could both be primary, since they may not
     * see each other's memory.
     */
    UnsafeFileSystem,
    /** The log could not be read or written: a full disk, a missing right. */
    LogUnavailable,
    /** A file of the registry can't be read or written. */
    RegistryUnavailable,
    /** An instance or replica is not registered. */
    UnknownInstance,
    /** The instance runs, and the requested operation needs it to be stopped. */
    InstanceRunning,
    /** The coordinator's port can't be bound. */
    PortInUse,
    /**
     * An application and its coordinator, in two processes, don't fit together: token, ports, state
     * or order.
     */
    BindingRefused,
    /** The coordinator, in another process, is gone, and the application is set to end then. */
    CoordinatorLost,
    /** A peer is not the instance that was dialed, or speaks another version of the protocol. */
    PeerMismatch,
    /** A call was answered by another party than the one that was called. */
    ForgedReply,
    /**
     * A peer refuses this process, since the peer has met a newer process of the same instance;
     * only the log decides which one is right.
     */
    PeerFenced,
    /**
     * A peer has seen more of an instance's log than exists: the log was restored from a backup,
     * copied, or has lost its end.
     */
    HistoryDiffers,
    /** No standby became primary in place of the present primary. */
    HandoverFailed,
    /** A newer primary of the same instance exists; this one must end. */
    Fenced,
    /** A peer lost calls that it had confirmed; they can't be sent again. */
    CallsLost,
    /** An instance has forgotten an outside caller; which of its calls were executed is unknown. */
    CallerForgotten,
    /**
     * Replay made fewer calls than before: the immortal isn't deterministic or its log is older
     * than its peers.
     */
    ReplayDiverged,
    /** A handler of the immortal failed. */
    HandlerFailed,
    /**
     * A handler ran out of memory or stack, or met an error of the virtual machine; its replica
     * ends.
     */
    HandlerExhausted,
    /** A call has been executing for long; no other is executed before it returns. */
    HandlerSlow,
    /** An operator has skipped a logged call: it is not executed, and this is its answer. */
    CallSkipped,
    /** An instance has no primary, and no replica that runs may become one. */
    NoPrimary,
    /** A coordinator did not answer a request in time; it may still carry it out. */
    NoAnswer,
    /** A requested checkpoint was not taken. */
    NoCheckpoint,
    /**
     * A call from outside had no answer within its time; whether it was executed, or will be, is
     * unknown.
     */
    CallTimeout,
    /** Something was to be sent through an instance that has ended. */
    InstanceEnded,
    /** An async call failed at its callee, and its promise has no callback for the failure. */
    UnhandledRemoteException,
    /** The runtime met a state that should be impossible; please report it. */
    InternalError
}
