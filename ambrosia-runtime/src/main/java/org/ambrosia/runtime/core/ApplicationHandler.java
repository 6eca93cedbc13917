package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Attachment;

/**
 * Handles what the application does. An application in another process may send something wrong.
 * This ends its connection, not the coordinator.
 */
final class ApplicationHandler implements ApplicationEvent.Handler {
    private final Effects effects;
    private final Moment moment;
    private final BindingSession session;
    private final BindingIntake binding;
    private final Interfaces interfaces;
    private final Checkpointing checkpointing;
    private final Committer committer;
    private final Peers peers;
    private final SelfCalls selfCalls;

    ApplicationHandler(
            Effects effects,
            Moment moment,
            BindingSession session,
            BindingIntake binding,
            Interfaces interfaces,
            Checkpointing checkpointing,
            Committer committer,
            Peers peers,
            SelfCalls selfCalls) {
        this.effects = effects;
        this.moment = moment;
        this.session = session;
        this.binding = binding;
        this.interfaces = interfaces;
        this.checkpointing = checkpointing;
        this.committer = committer;
        this.peers = peers;
        this.selfCalls = selfCalls;
    }

    @Override
    public void output(ApplicationEvent.Output output) {
        unlessWrong(() -> binding.take(output.bytes(), output.offset(), output.length()));
        selfCalls.take(session);
        binding.attachedTo().forEach(peer -> peers.attach(peer, moment.nanos()));
        interfaces.fresh().forEach(call -> peers.tellInterface(call, moment.nanos()));
        checkpointing.considerAt(committer);
        peers.pumpTouched(moment.nanos());
    }

    @Override
    public void callsMade(ApplicationEvent.CallsMade made) {
        unlessWrong(() -> binding.takeOwn(made.calls()));
        selfCalls.take(session);
        peers.pumpTouched(moment.nanos());
    }

    @Override
    public void clientAnswered(ApplicationEvent.ClientAnswered answered) {
        binding.answered(answered.caller());
    }

    @Override
    public void checkpoint(ApplicationEvent.Checkpoint checkpoint) {
        unlessWrong(() -> {
            checkpointing.checkAsked();
            if (session.isPlain() && committer.epoch() > 0) {
                peers.replayDone(moment.nanos());
            }
            byte[] initial = checkpointing.isFirst() ? initialMessage() : new byte[0];
            checkpointing.taken(checkpoint.application(), initial, moment.wallMillis());
            session.answered();
        });
    }

    @Override
    public void checkpointFailed(ApplicationEvent.CheckpointFailed failed) {
        unlessWrong(() -> {
            checkpointing.checkAsked();
            notTaken(failed.why());
        });
    }

    @Override
    public void caughtUp(ApplicationEvent.CaughtUp caughtUp) {
        if (session.isCaughtUp()) {
            peers.replayDone(moment.nanos());
        }
    }

    @Override
    public void consumed(ApplicationEvent.Consumed consumed) {
        session.consumed(consumed.bytes());
        selfCalls.take(session);
    }

    /** Returns the message that becomes the first of the log. */
    byte[] initialMessage() {
        if (binding.initialMessage() == null) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "The application sent its first checkpoint before its initial message; it must be the other way round.");
        }
        return binding.initialMessage();
    }

    private void notTaken(AmbrosiaException why) {
        if (!checkpointing.isFirst()) {
            checkpointing.failed(why);
            session.answered();
        } else if (session.attachment() instanceof Attachment.Local) {
            throw why;
        } else {
            session.detach();
            effects.refuseBinding(why);
        }
    }

    private void unlessWrong(Runnable action) {
        if (session.isAbsent()) {
            return;
        }
        try {
            action.run();
        } catch (MalformedDataException | InvalidConfigurationException wrong) {
            if (session.attachment() instanceof Attachment.Local) {
                throw wrong;
            }
            checkpointing.abandoned();
            session.detach();
            effects.refuseBinding(wrong);
        }
    }
}
