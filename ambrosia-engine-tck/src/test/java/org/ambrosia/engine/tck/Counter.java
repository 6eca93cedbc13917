package org.ambrosia.engine.tck;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;

/** Counts calls; by hand what is generated otherwise. */
final class Counter extends ImmortalBase implements Dispatcher {
    private static final int ADD = 1;

    private final transient BlockingQueue<Long> told;
    private final transient CountDownLatch primary = new CountDownLatch(1);
    private long count;

    /** Makes one that tells each new count. */
    Counter(BlockingQueue<Long> told) {
        this.told = told;
    }

    @Override
    protected void onBecomingPrimary() {
        primary.countDown();
    }

    void awaitPrimary() throws InterruptedException {
        if (!primary.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("It is not primary within a minute");
        }
    }

    /** From outside, when this is the primary. */
    void add() {
        ArgumentWriter call = context().beginImpulse("counter", ADD);
        call.writeLong(1);
        context().endImpulse(call);
    }

    @Override
    public boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result) {
        count += arguments.readLong();
        arguments.end();
        told.add(count);
        return false;
    }

    @Override
    protected Dispatcher dispatcher() {
        return this;
    }

    @Override
    public String schema() {
        return "interface counter.Counting\nimpulse " + ADD + " void add(long)\n";
    }
}
