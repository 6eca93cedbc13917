package org.ambrosia.runtime.binding;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;

/**
 * Describes what a user's code threw. An exception's methods are also the user's code, and may
 * throw. Then the description reports that, and this class does not fail. Errors of the virtual
 * machine pass through.
 */
final class Failures {
    private static final int MAX_CAUSES = 100;

    private Failures() {}

    /**
     * Throws the error of the virtual machine that this failure is, or was caused by, if there is
     * one.
     */
    static void throwIfOfVirtualMachine(Throwable failure) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            if (each instanceof VirtualMachineError fatal) {
                throw fatal;
            }
            each = causeOf(each);
        }
    }

    private static Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (RuntimeException | Error unknown) {
            return null;
        }
    }

    /** Returns the message; null if there is none. */
    static String message(Throwable failure) {
        return told(failure::getMessage, "its message can't be told");
    }

    /** Returns class and message, in one line if the message has one line. */
    static String text(Throwable failure) {
        String message = message(failure);
        String type = failure.getClass().getName();
        return message == null ? type : type + ": " + message;
    }

    /** Returns the stack trace with its causes, with one frame per line. */
    static String stack(Throwable failure) {
        return told(
                () -> {
                    StringWriter stack = new StringWriter();
                    failure.printStackTrace(new PrintWriter(stack));
                    return stack.toString();
                },
                failure.getClass().getName() + "; its stack can't be told");
    }

    private static String told(Supplier<String> text, String otherwise) {
        try {
            return text.get();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (RuntimeException | Error failed) {
            return "(" + otherwise + ": " + failed.getClass().getName() + ")";
        }
    }
}
