package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CallSkipped;
import static org.ambrosia.runtime.api.ErrorTag.HandlerExhausted;

import org.ambrosia.runtime.api.AmbrosiaException;

/** The logged message that is being executed, by which errors name it. */
final class ExecutedMessage {
    private final String instance;
    private final Schema schema;
    private long record;
    private int index;
    private int methodId;
    private StoredCallback callback;

    ExecutedMessage(String instance, Schema schema) {
        this.instance = instance;
        this.schema = schema;
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

    /** Nothing of it is known yet. */
    void begins() {
        methodId = 0;
        callback = null;
    }

    /** The id of the method that it calls; 0 if it calls none. */
    int method() {
        return methodId;
    }

    void method(int called) {
        methodId = called;
    }

    /** It has completed a promise, whose callback runs now; null if it has none. */
    void callback(StoredCallback runs) {
        callback = runs;
    }

    /** The method that it calls, for people to read. */
    String describe() {
        return schema.describe(methodId);
    }

    AmbrosiaException exhausted(VirtualMachineError cause) {
        return new AmbrosiaException(
                HandlerExhausted,
                "A handler ran out of memory or stack (" + cause.getClass().getName() + ", instance=" + instance
                        + " record " + record + " call " + index + handler()
                        + "). How far it came differs from replica to replica, so this one ends; the next start executes"
                        + " the same call. Mend the handler, or give the process more memory (-Xmx, -Xss), and start it"
                        + " again. To go on without the call, on all replicas: ambrosia skip -i " + instance
                        + " --record " + record + " --call " + index,
                cause);
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
