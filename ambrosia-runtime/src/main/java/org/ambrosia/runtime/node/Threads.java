package org.ambrosia.runtime.node;

import java.util.concurrent.ThreadFactory;

/** The threads of an instance: daemons, whose names contain the instance and the purpose. */
final class Threads {
    /** Room for deeply nested graphs of objects; only what is used takes memory. */
    private static final long DISPATCH_STACK_BYTES = 64L << 20;

    private Threads() {}

    static ThreadFactory named(String instance, String purpose) {
        return work -> {
            Thread thread = new Thread(null, work, "ambrosia-" + instance + "-" + purpose, DISPATCH_STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Returns whether the current thread is one of the instance's. */
    static boolean isOneOf(String instance) {
        return Thread.currentThread().getName().startsWith("ambrosia-" + instance + "-");
    }

    /** Work that may be interrupted or fail. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
