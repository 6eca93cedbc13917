package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CallSkipped;
import static org.ambrosia.runtime.api.ErrorTag.HandlerExhausted;
import static org.ambrosia.runtime.api.ErrorTag.HandlerSlow;

import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.api.AmbrosiaException;

/** The logged message that is being executed, by which errors name it. Written by the thread that executes it. */
final class ExecutedMessage {
    private final String instance;
    private final Schema schema;
    private final HandlerWatch watch = new HandlerWatch(this);
    /** Odd, and another number for each call, while one is executed. What is known of the call is published by it. */
    private final AtomicLong execution = new AtomicLong();

    private long record;
    private int index;
    private int methodId;
    private StoredCallback callback;

    ExecutedMessage(String instance, Schema schema) {
        this.instance = instance;
        this.schema = schema;
    }

    /** Notices that it is executed for long. */
    HandlerWatch watch() {
        return watch;
    }

    /** Returns a number that only this execution of a call or a reply has; 0 if none is executed. From any thread. */
    long execution() {
        long present = execution.getAcquire();
        return present % 2 == 0 ? 0 : present;
    }

    /** The sequence id of the record that has it. */
    long record() {
        return record;
    }

    void record(long sequence) {
        record = sequence;
    }

    /** Its place among the record's messages. */
    int index() {
        return index;
    }

    void index(int place) {
        index = place;
    }

    /**
     * Nothing of it is known yet.
     *
     * @param isCall whether it is a call or a reply; what else the log has may take its time
     */
    void begins(boolean isCall) {
        methodId = 0;
        callback = null;
        if (isCall) {
            execution.setRelease((execution.getPlain() + 1) | 1);
        }
    }

    /** It was executed. */
    void ends() {
        execution.setRelease((execution.getPlain() + 1) & ~1L);
    }

    /** The same number again, behind what else was written. */
    private void publish() {
        execution.setRelease(execution.getPlain());
    }

    /** The id of the method that it calls; 0 if it calls none. */
    int method() {
        return methodId;
    }

    void method(int called) {
        methodId = called;
        publish();
    }

    /** It has completed a promise, whose callback runs now; null if it has none. */
    void callback(StoredCallback runs) {
        callback = runs;
        publish();
    }

    /** The method that it calls, for people to read. */
    String describe() {
        return schema.describe(methodId);
    }

    AmbrosiaException exhausted(VirtualMachineError cause) {
        boolean ofVirtualMachine = cause instanceof InternalError || cause instanceof UnknownError;
        return new AmbrosiaException(
                HandlerExhausted,
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
     * Describes a call that is executed for long. From any thread.
     *
     * @param howLong for how long, or since when
     */
    String slow(String howLong) {
        return "[Ambrosia/" + HandlerSlow + "] A call has been executing " + howLong
                + ", and no other is executed before it returns (" + position()
                + "). What it does: jstack "
                + ProcessHandle.current().pid()
                + ". If it never returns, mend the handler; each start executes the same call. To go on without the call,"
                + " end all replicas, and: ambrosia skip -i " + instance + " --record " + record + " --call " + index;
    }

    /** Names the call among all of the log. From any thread. */
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
                CallSkipped,
                "An operator has skipped this call (instance=" + instance + " record=" + record + " call=" + index
                        + ").");
    }
}
