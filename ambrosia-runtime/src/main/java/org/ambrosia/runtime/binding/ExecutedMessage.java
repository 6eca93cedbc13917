package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CALL_SKIPPED;
import static org.ambrosia.runtime.api.ErrorTag.HANDLER_EXHAUSTED;
import static org.ambrosia.runtime.api.ErrorTag.HANDLER_SLOW;

import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.api.AmbrosiaException;

/**
 * The logged message that is being executed; errors name it. Written by the thread that executes
 * it.
 */
final class ExecutedMessage {
    private final String instance;
    private final Schema schema;
    private final HandlerWatch watch = new HandlerWatch(this);
    /**
     * Odd while a call is executed, with another number for each call. A write of this field
     * publishes what is known of the call.
     */
    private final AtomicLong execution = new AtomicLong();

    private long record;
    private int index;
    private int methodId;
    private StoredCallback callback;

    ExecutedMessage(String instance, Schema schema) {
        this.instance = instance;
        this.schema = schema;
    }

    /** Returns the watch that detects a message that executes for a long time. */
    HandlerWatch watch() {
        return watch;
    }

    /**
     * Returns a number that is unique to this execution of a call or a reply; 0 if none is
     * executed. From any thread.
     */
    long execution() {
        long present = execution.getAcquire();
        return present % 2 == 0 ? 0 : present;
    }

    /** Returns the sequence id of the record that contains the message. */
    long record() {
        return record;
    }

    void record(long sequence) {
        record = sequence;
    }

    /** Returns the message's place among the record's messages. */
    int index() {
        return index;
    }

    void index(int place) {
        index = place;
    }

    /**
     * A message begins; nothing of it is known yet.
     *
     * @param isCall whether it is a call or a reply; other messages of the log may take any time
     */
    void begins(boolean isCall) {
        methodId = 0;
        callback = null;
        if (isCall) {
            execution.setRelease((execution.getPlain() + 1) | 1);
        }
    }

    /** The message was executed. */
    void ends() {
        execution.setRelease((execution.getPlain() + 1) & ~1L);
    }

    /** Writes the same number again, after the other fields were written. */
    private void publish() {
        execution.setRelease(execution.getPlain());
    }

    /** Returns the id of the method that it calls; 0 if it calls none. */
    int method() {
        return methodId;
    }

    void method(int called) {
        methodId = called;
        publish();
    }

    /** The message has completed a promise, whose callback runs now; null if it has none. */
    void callback(StoredCallback runs) {
        callback = runs;
        publish();
    }

    /** Returns the method that it calls, for people to read. */
    String describe() {
        return schema.describe(methodId);
    }

    AmbrosiaException exhausted(VirtualMachineError cause) {
        boolean ofVirtualMachine = cause instanceof InternalError || cause instanceof UnknownError;
        return new AmbrosiaException(
                HANDLER_EXHAUSTED,
                "A handler "
                        + (ofVirtualMachine
                                ? "was ended by an error of the virtual machine"
                                : "ran out of memory or stack")
                        + " (" + cause.getClass().getName() + ", instance=" + instance
                        + " record " + record + " call " + index + handler()
                        + "). How far it came differs from replica to replica, so this one ends; the next start executes"
                        + " the same call. Mend the handler, or give the process more memory (-Xmx, -Xss), and start it"
                        + " again. To go on without the call, on all replicas: ambrosia skip -i " + instance
                        + " --record " + record + " --call " + index,
                cause);
    }

    /**
     * Describes a call that executes for a long time. From any thread.
     *
     * @param howLong for how long, or since when
     */
    String slow(String howLong) {
        return "[Ambrosia/" + HANDLER_SLOW + "] A call has been executing " + howLong
                + ", and no other is executed before it returns (" + position()
                + "). What it does: jstack "
                + ProcessHandle.current().pid()
                + ". If it never returns, mend the handler; each start executes the same call. To go on without the call,"
                + " end all replicas, and: ambrosia skip -i " + instance + " --record " + record + " --call " + index;
    }

    /** Returns a text that identifies the call in the whole log. From any thread. */
    String position() {
        return "instance=" + instance + " record " + record + " call " + index + handler();
    }

    private String handler() {
        if (callback != null) {
            return " callback " + callback.method();
        }
        return methodId == 0 ? "" : " \"" + describe() + "\"";
    }

    AmbrosiaException skipped() {
        return new AmbrosiaException(
                CALL_SKIPPED,
                "An operator has skipped this call (instance=" + instance + " record=" + record + " call=" + index
                        + ").");
    }
}
