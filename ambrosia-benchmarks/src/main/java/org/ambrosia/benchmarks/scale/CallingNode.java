package org.ambrosia.benchmarks.scale;

import java.util.concurrent.atomic.LongAdder;

/** Has some calls to another instance under way at a time; each answer makes the next call. */
final class CallingNode extends NodeImmortal {
    private final transient LongAdder answers;
    private final transient byte[] payload;
    private final String target;
    private final int outstanding;

    private NodeProxy other;

    /**
     * Makes a node.
     *
     * @param target whom it calls; empty if nobody
     */
    CallingNode(String target, int outstanding, byte[] payload, LongAdder answers) {
        this.target = target;
        this.outstanding = outstanding;
        this.payload = payload;
        this.answers = answers;
    }

    @Override
    protected void onFirstStart() {
        if (!target.isEmpty()) {
            other = NodeProxy.of(this, target);
            self().beginFork();
        }
    }

    @Override
    public void begin() {
        for (int i = 0; i < outstanding; i++) {
            other.echoAsync(payload).onResult(this::onAnswer);
        }
    }

    @Override
    public byte[] echo(byte[] given) {
        return given;
    }

    private void onAnswer(byte[] answer) {
        answers.increment();
        other.echoAsync(payload).onResult(this::onAnswer);
    }
}
