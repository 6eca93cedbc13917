package org.ambrosia.runtime.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.Party;

/** Reads what the application sends, and puts each call into the outbox of its destination. */
final class BindingIntake {
    private final CoreSettings settings;
    private final Committer committer;
    private final Outboxes outboxes;
    private final Checkpointing checkpointing;
    private final Interfaces interfaces;
    /** The instance's own name, which a call must name where it names its caller or callee. */
    private final byte[] self;

    private List<String> attachedTo = new ArrayList<>();
    private byte[] initialMessage;
    private final Decoder message = new Decoder(new byte[0]);
    private final Decoder body = new Decoder(new byte[0]);

    BindingIntake(
            CoreSettings settings,
            Committer committer,
            Outboxes outboxes,
            Checkpointing checkpointing,
            Interfaces interfaces) {
        this.settings = settings;
        this.self = settings.name().getBytes(StandardCharsets.UTF_8);
        this.committer = committer;
        this.checkpointing = checkpointing;
        this.interfaces = interfaces;
        this.outboxes = outboxes;
    }

    /** Takes whole messages. */
    void take(byte[] bytes, int offset, int length) {
        takeAll(new Decoder(bytes, offset, length));
    }

    private void takeAll(Decoder in) {
        while (in.remaining() > 0) {
            int size = in.length();
            int first = size > 0 && in.remaining() > 0 ? in.array()[in.position()] : -1;
            boolean isMany =
                    first == MessageType.CALLS || first == MessageType.RPC_BATCH || first == MessageType.SCHEMA;
            if (size < 1 || !isMany) {
                checkSize(size);
            }
            message.reset(in.array(), in.position(), size);
            in.skip(size);
            int type = message.u8();
            if (type == MessageType.RPC) {
                call();
            } else if (type == MessageType.INITIAL_MESSAGE) {
                initialMessage = message.bytes(message.remaining());
            } else if (type == MessageType.RPC_BATCH) {
                batch(message);
            } else if (type == MessageType.CALLS) {
                take(CallRun.decode(message));
            } else if (type == MessageType.CALLER_GONE) {
                String caller = message.string();
                message.end();
                answered(caller);
            } else if (type == MessageType.SCHEMA) {
                String schema = message.string();
                message.end();
                committer.addSchema(schema);
            } else if (type == MessageType.INTERFACE) {
                String instance = message.string();
                long schemaHash = message.i64();
                message.end();
                noteInterface(instance, schemaHash);
            } else if (type == MessageType.LARGEST_MESSAGE) {
                committer.largestMessage(LargestMessage.decode(message));
            } else if (type == MessageType.TAKE_CHECKPOINT) {
                message.end();
                checkpointing.request();
            } else if (type == MessageType.ATTACH_TO) {
                String peer = new String(message.bytes(message.remaining()), StandardCharsets.UTF_8);
                attachedTo.add(InstanceNames.check(peer));
            } else {
                throw message.malformed("the application sent a message of the unknown type " + type);
            }
        }
    }

    /**
     * Returns the message that becomes the first of the log; null if the application has sent none
     * in this life.
     */
    byte[] initialMessage() {
        return initialMessage;
    }

    /**
     * Returns the peers to which the application has asked to attach since the last call of this
     * method.
     */
    List<String> attachedTo() {
        if (attachedTo.isEmpty()) {
            return List.of();
        }
        List<String> peers = attachedTo;
        attachedTo = new ArrayList<>();
        return peers;
    }

    /**
     * Takes calls, none of which is an impulse.
     *
     * @throws MalformedDataException if they are malformed; none of them was taken
     */
    void take(CallRun calls) {
        Decoder in = body.reset(calls.bytes(), calls.offset(), calls.length());
        if (calls.count() > 1 && calls.length() > CallRun.MOST_BYTES) {
            throw in.malformed("a run of " + calls.count() + " calls has " + calls.length()
                    + " bytes, expected at most " + CallRun.MOST_BYTES);
        }
        CallRun.check(in, calls.count(), settings.maxMessageBytes(), self);
        in.end();
        takeOwn(calls);
    }

    /**
     * Takes calls like {@link #take(CallRun)}, but from an application in this process. This
     * process has encoded them itself, so they are not checked again.
     */
    void takeOwn(CallRun calls) {
        Outbox outbox = outboxes.named(calls.destination());
        outbox.addReplayable(calls);
        outboxes.touch(outbox);
    }

    /**
     * Forgets the outbox of a client. The application has come to the place in the log
     * after which it answers this caller no more.
     */
    void answered(String caller) {
        if (Party.of(caller).hasLog()) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "The application says that the client \"" + caller + "\" is gone, which is no name of one.");
        }
        Outbox outbox = outboxes.forget(caller);
        if (outbox != null) {
            committer.forget(outbox);
        }
    }

    private void noteInterface(String instance, long schemaHash) {
        if (instance.isEmpty()) {
            interfaces.own(schemaHash);
        } else {
            interfaces.calls(InstanceNames.check(instance), schemaHash);
        }
    }

    /**
     * Checks the size of one call. Several calls together are limited by how much is read from the
     * application.
     */
    private void checkSize(int size) {
        if (size < 1 || size > settings.maxMessageBytes()) {
            throw new MalformedDataException(
                    ErrorTag.MESSAGE_TOO_LARGE,
                    "The application sent a message of " + size + " bytes, expected 1 to " + settings.maxMessageBytes()
                            + ". Send less at once, or raise the coordinator's limit: ambrosia ImmortalCoordinator"
                            + " --max-message-bytes, in a program maxMessageBytes.");
        }
    }

    private void batch(Decoder content) {
        Decoder in = new Decoder(content.array(), content.position(), content.remaining());
        for (int left = in.length(); left > 0; left--) {
            int size = in.length();
            checkSize(size);
            message.reset(in.array(), in.position(), size);
            in.skip(size);
            int type = message.u8();
            if (type != MessageType.RPC) {
                throw message.malformed("a batch holds a message of type " + type + ", expected calls only");
            }
            call();
        }
        in.end();
    }

    private void call() {
        Outbox outbox = outboxes.named(message);
        int begin = message.position();
        int length = message.remaining();
        CallLayout.checkSpeaker(body.reset(message.array(), begin, length), begin + length, self);
        body.reset(message.array(), begin, length);
        if (CallLayout.isImpulse(body)) {
            outbox.addImpulse(committer.epoch(), message.array(), begin, length);
        } else {
            outbox.addReplayable(message.array(), begin, length);
        }
        outboxes.touch(outbox);
    }
}
