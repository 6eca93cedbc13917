package org.ambrosia.runtime.node;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.runtime.thread.ArrayPool;

/** An application in its coordinator's process, joined to it by memory. */
final class LocalApplication implements Application {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final int MOST_ARRAYS = 64;

    private final ArrayPool records = new ArrayPool(MOST_RECORDS);
    private final String instance;
    private final DispatchLoop dispatch;
    private final Binding binding;
    private volatile boolean ready;

    /**
     * Creates an application that does not run yet.
     *
     * @param coordinator receives the application's output
     */
    LocalApplication(
            InstanceConfig config,
            ImmortalBase immortal,
            Collection<Class<?>> registered,
            CoordinatorLoop coordinator) {
        this.instance = config.name();
        this.dispatch = new DispatchLoop(
                records,
                new OutputLane(new ArrayPool(MOST_ARRAYS)),
                coordinator::post,
                coordinator::wake,
                () -> {
                    ready = true;
                    coordinator.wake();
                },
                false);
        this.binding = new Binding(
                config.name(),
                immortal,
                dispatch,
                context -> new KryoCodec(immortal, registered, context),
                config.maxMessageBytes());
    }

    @Override
    public boolean isLocal() {
        return true;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public byte[] arrayFor(int bytes) {
        return records.take(bytes);
    }

    @Override
    public void verify(byte[] state) {
        try {
            binding.verify(state);
        } catch (OutOfMemoryError scarce) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.STATE_TOO_LARGE
                            + "] Memory does not suffice to look whether a checkpoint can be loaded; it is stored all the"
                            + " same (instance=" + instance + "). Recovery may need more memory too: raise -Xmx.");
        }
    }

    @Override
    public void look(long nowNanos) {
        binding.watch().look(nowNanos);
    }

    @Override
    public Optional<String> problem() {
        return binding.watch().problem();
    }

    @Override
    public void before(Event event) {}

    @Override
    public void after(Event event) {
        dispatch.taken(event);
    }

    @Override
    public void deliver(Delivery delivery) {
        dispatch.deliver(delivery);
    }

    @Override
    public void refuse(AmbrosiaException reason) {
        throw reason;
    }

    @Override
    public void cut() {}

    @Override
    public void replaced(AmbrosiaException reason) {}

    @Override
    public boolean take(Consumer<Event> consumer) {
        return dispatch.output().take(consumer);
    }

    @Override
    public void flush() {}

    @Override
    public void start(Lifetime lifetime) {
        lifetime.add("dispatch", () -> dispatch.run(binding));
    }

    @Override
    public void stop() {
        dispatch.stop();
    }

    @Override
    public void close() {}
}
