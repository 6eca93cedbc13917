package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.FORGED_REPLY;
import static org.ambrosia.runtime.api.ErrorTag.HANDLER_FAILED;
import static org.ambrosia.runtime.api.ErrorTag.UNHANDLED_FAILURE;

import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.codegen.UnknownMethodException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.PeerText;

/**
 * Reports failures: to async callers as text, to operators as log lines. Also settles promises with
 * replies.
 */
final class Replies {
    private static final System.Logger LOGGER = System.getLogger(Replies.class.getName());
    private static final int LONGEST_TEXT = 16 << 10;

    private final String instance;
    private final CallDecoder results;
    private final FailureLog log = new FailureLog(LOGGER, System::nanoTime);

    Replies(String instance, CallDecoder results) {
        this.instance = instance;
        this.results = results;
    }

    /** Decodes the caller to which the result of a call is sent. */
    static String callerOf(Decoder message) {
        String caller = message.string();
        try {
            return ClientName.checkPeer(caller);
        } catch (InvalidConfigurationException noName) {
            throw message.malformed("the caller's name is \"" + PeerText.line(caller) + "\"");
        }
    }

    /**
     * Encodes a failure: {@code class string | has message u8 | message string | stack string}.
     *
     * @param withStack whether the caller may see the stack, which names classes and lines; if not,
     *     it is empty
     */
    static void encodeFailure(
            Encoder out, String instance, long callId, Throwable failure, boolean withStack, int maxBytes) {
        out.u8(CallLayout.FAILURE).string(instance).zz64(callId);
        encodeOutcome(out, failure, withStack, maxBytes);
    }

    /** Encodes what follows the head of a failure. */
    static void encodeOutcome(Encoder out, Throwable failure, boolean withStack, int maxBytes) {
        String message = Failures.message(failure);
        int longest = Math.min(LONGEST_TEXT, maxBytes / 16);
        out.string(shortened(failure.getClass().getName(), longest));
        out.u8(message == null ? 0 : 1).string(message == null ? "" : shortened(message, longest));
        out.string(withStack ? shortened(Failures.stack(failure), longest) : "");
    }

    /** Settles a promise with the outcome that a reply carries. */
    void settle(AwaitedCall call, int kind, Decoder reply) {
        try {
            if (kind == CallLayout.FAILURE) {
                String type = reply.string();
                boolean hasMessage = reply.u8() == 1;
                String message = reply.string();
                call.fail(new CallFailedException(type, hasMessage ? message : null, reply.string()));
                return;
            }
            if (kind != CallLayout.VALUE && kind != CallLayout.EMPTY) {
                throw reply.malformed("a reply of the unknown kind " + kind);
            }
            call.succeed(call.decode(results.at(reply)));
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (RuntimeException | Error undecodable) {
            // Classes of a result are the user's code: their constructors may throw anything.
            call.fail(new CallFailedException(
                    undecodable.getClass().getName(),
                    "The result can't be read. " + Failures.message(undecodable),
                    ""));
        }
    }

    void warnUnhandled(OpenCall call) {
        CallFailedException failure = call.failure();
        log.log(
                System.Logger.Level.WARNING,
                "a failed call to " + call.proxy() + " without an onFailure callback",
                "[Ambrosia/" + UNHANDLED_FAILURE + "] A call to " + call.proxy()
                        + " failed, and its promise has no"
                        + " onFailure callback (instance=" + instance + " callId=" + call.callId() + "): "
                        + PeerText.line(failure.getMessage())
                        + PeerText.lines(failure.remoteStack()),
                null,
                true);
    }

    /**
     * A party that is not the callee has answered a call: the promise stays open for its callee.
     */
    void warnForged(AwaitedCall call, String answeredBy) {
        log.log(
                System.Logger.Level.WARNING,
                "an answer of another party",
                "[Ambrosia/" + FORGED_REPLY + "] \"" + PeerText.line(answeredBy)
                        + "\" has answered a call that was made to \""
                        + call.callee()
                        + "\"; the answer is dropped, and the call stays open (instance=" + instance
                        + "). If both are yours, a binding of another make gives a wrong name as its own.",
                null,
                true);
    }

    /** A handler failed, and no caller receives the failure. */
    void logFailure(long sequence, String what, Throwable failure, boolean isNew) {
        String kind = failure instanceof UnknownMethodException ? "a call of an unknown method" : what;
        log.log(System.Logger.Level.ERROR, kind, line(sequence, what), failure, isNew);
    }

    /** A handler failed. Its caller receives class and message, but not the stack. */
    void logAnsweredFailure(long sequence, String what, Throwable failure, boolean isNew) {
        String kind = failure instanceof UnknownMethodException ? "a call of an unknown method" : what;
        log.log(System.Logger.Level.INFO, kind + ", answered", line(sequence, what), failure, isNew);
    }

    private String line(long sequence, String what) {
        return "[Ambrosia/" + HANDLER_FAILED
                + "] A handler failed; the instance goes on, and what the handler changed before stays" + " (instance="
                + instance + " call=\"" + what + "\" seq=" + sequence + ")";
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
