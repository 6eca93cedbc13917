package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.junit.jupiter.api.Test;

/** What a handler throws, whatever it is, never ends the instance. */
class HandlerFailureTest {
    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = BindingDriver.started(immortal, 1 << 16);

    /** An exception whose texts are lazy, and fail. */
    private static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new IllegalStateException("no stack");
        }

        @Override
        public void printStackTrace(PrintStream out) {
            throw new IllegalStateException("no stack");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no frames");
        }
    }

    @Test
    void anExceptionThatCantBeDescribedIsAnsweredAsAFailure() {
        immortal.onCall(1, (arguments, result) -> {
            throw new Hostile();
        });
        bank.async("client", 5, 1);
        assertThat(bank.lastSent().kind()).isEqualTo(CallLayout.FAILURE);
        Decoder failure = bank.lastSent().reply();
        assertThat(failure.string()).isEqualTo(Hostile.class.getName());
    }

    @Test
    void anExceptionThatCantBeDescribedFailsAForkOnly() {
        immortal.on(1, () -> {
            throw new Hostile();
        });
        immortal.on(2, () -> immortal.seen.add("served"));
        bank.fork(1);
        bank.fork(2);
        assertThat(immortal.seen).containsExactly("served");
    }

    @Test
    void anErrorOfAClassThatAReplyHoldsFailsItsPromiseOnly() {
        immortal.on(1, () -> immortal.callAsync("ledger", 99, "book"));
        bank.fork(1);
        bank.value("ledger", 1, "strict");
        assertThat(immortal.seen).hasSize(1);
        assertThat(immortal.seen.get(0)).startsWith("failure java.lang.AssertionError");
    }

    @Test
    void anExceptionThatALoggerCantPrintFailsAForkOnly() {
        immortal.on(1, () -> {
            throw new Hostile();
        });
        immortal.on(2, () -> immortal.seen.add("served"));
        try (PrintingLog printing = new PrintingLog()) {
            bank.fork(1);
            bank.fork(2);
            assertThat(printing.lines).isNotEmpty();
        }
        assertThat(immortal.seen).containsExactly("served");
    }

    /** A log that asks for an exception's texts, as many do. */
    private static final class PrintingLog extends Handler implements AutoCloseable {
        private final Logger logger = Logger.getLogger(Replies.class.getName());
        private final List<String> lines = new ArrayList<>();

        PrintingLog() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage()
                    + (record.getThrown() == null ? "" : record.getThrown().getMessage()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
