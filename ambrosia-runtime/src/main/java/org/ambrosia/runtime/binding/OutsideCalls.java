package org.ambrosia.runtime.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.generated.ArgumentWriter;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.ObjectCodec;
import org.ambrosia.runtime.generated.ProxyBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * The context through which the proxies of an outside caller send their calls to one instance, and
 * which receives the answers. Calls are made from any thread; answers arrive on one. If the
 * instance has forgotten the caller, the caller continues under another name.
 */
public final class OutsideCalls implements CallContext {
    private static final System.Logger LOGGER = System.getLogger(OutsideCalls.class.getName());

    private final String instance;
    private final Port port;
    private final Function<String, CallContext> others;
    private final int maxMessageBytes;
    private final ObjectCodec codec;
    /**
     * The call objects that no thread writes at the moment: as many as threads called at the same
     * time.
     */
    private final Queue<Call> unused = new ConcurrentLinkedQueue<>();

    private final AtomicLong lastCallId = new AtomicLong();
    private final Map<Long, OutsideCall> open = new ConcurrentHashMap<>();
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);
    private final Replies replies;
    private final CalledInterfaces interfaces;
    private volatile String name;

    /**
     * Creates the calls to one instance.
     *
     * @param instance the called instance
     * @param name the name under which the instance knows the caller at first
     * @param others returns the context for calls to another instance: a proxy may arrive as a
     *     result, and be called
     * @param codecOf creates the codec for objects that generated code does not encode
     * @param maxMessageBytes the max size of a message that may be sent
     */
    public OutsideCalls(
            String instance,
            String name,
            Port port,
            Function<String, CallContext> others,
            Binding.CodecFactory codecOf,
            int maxMessageBytes) {
        this.instance = instance;
        this.others = others;
        this.name = name;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
        this.codec = codecOf.codecFor(this);
        this.interfaces = new CalledInterfaces((callee, schemaHash) -> port.noteInterface(schemaHash));
        this.replies = new Replies(name, new CallDecoder(this, codec));
    }

    /** Takes the calls. */
    @FunctionalInterface
    public interface Port {
        /**
         * Sends a call, which is copied before this method returns. Waits until there is room for
         * it. From any thread.
         *
         * @param answeredAs the name under which the answer is expected; null if none is
         * @throws org.ambrosia.runtime.api.AmbrosiaException if the caller has ended, or has
         *     another name by now
         */
        void send(String answeredAs, String destination, Encoder body);

        /** Reports to the instance the interface by which it is called. From any thread. */
        default void noteInterface(long schemaHash) {}
    }

    /** A call that is being written. */
    private static final class Call extends CallEncoder {
        private OutsideCall awaited;
        private long callId;

        Call(ObjectCodec codec) {
            super(codec);
        }
    }

    private Call newCall() {
        Call call = unused.poll();
        if (call == null) {
            call = new Call(codec);
            call.limit(maxMessageBytes);
        }
        return call;
    }

    @Override
    public String instanceName() {
        return name;
    }

    @Override
    public ArgumentWriter beginFork(String destination, int methodId) {
        if (!destination.equals(instance)) {
            return others.apply(destination).beginFork(destination, methodId);
        }
        Call call = newCall();
        call.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.FORK);
        return call;
    }

    @Override
    public ArgumentWriter beginFork(ProxyBase proxy, int methodId) {
        if (!proxy.instanceName().equals(instance)) {
            return others.apply(proxy.instanceName()).beginFork(proxy, methodId);
        }
        interfaces.note(proxy);
        return beginFork(instance, methodId);
    }

    @Override
    public void endFork(ArgumentWriter written) {
        CallEncoder call = (CallEncoder) written;
        if (call.destination().equals(instance)) {
            send(null, call);
            unused.add((Call) call);
        } else {
            others.apply(call.destination()).endFork(call);
        }
    }

    /** All calls of an outside caller are from outside. */
    @Override
    public ArgumentWriter beginImpulse(String destination, int methodId) {
        return beginFork(destination, methodId);
    }

    @Override
    public ArgumentWriter beginImpulse(ProxyBase proxy, int methodId) {
        return beginFork(proxy, methodId);
    }

    @Override
    public void endImpulse(ArgumentWriter written) {
        endFork(written);
    }

    @Override
    public ArgumentWriter beginAsync(ProxyBase proxy, int methodId) {
        if (!proxy.instanceName().equals(instance)) {
            return others.apply(proxy.instanceName()).beginAsync(proxy, methodId);
        }
        interfaces.note(proxy);
        Call call = newCall();
        call.callId = lastCallId.incrementAndGet();
        call.awaited = new OutsideCall(proxy, methodId, name);
        call.begin(proxy.instanceName()).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.ASYNC);
        call.bytes().string(call.awaited.session()).zz64(call.callId);
        return call;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> Promise<R> endAsync(ArgumentWriter written) {
        String destination = ((CallEncoder) written).destination();
        if (!destination.equals(instance)) {
            return others.apply(destination).endAsync(written);
        }
        Call call = (Call) written;
        OutsideCall awaited = call.awaited;
        long callId = call.callId;
        open.put(callId, awaited);
        try {
            send(awaited.session(), call);
        } catch (RuntimeException | Error failed) {
            open.remove(callId);
            throw failed;
        }
        call.awaited = null;
        unused.add(call);
        return (Promise<R>) (Promise<?>) awaited;
    }

    private void send(String answeredAs, CallEncoder call) {
        call.checkSize(0);
        port.send(answeredAs, call.destination(), call.bytes());
    }

    /**
     * Takes in answers, message after message as they are logged, and completes the calls that wait
     * for them.
     */
    public void answered(byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        Decoder message = new Decoder(bytes, offset, 0);
        while (in.remaining() > 0) {
            int size = in.length();
            message.reset(bytes, in.position(), size);
            in.skip(size);
            int type = message.u8();
            int kind = type == MessageType.RPC ? message.u8() : CallLayout.REQUEST;
            if (type == MessageType.INITIAL_MESSAGE) {
                continue;
            }
            if (kind == CallLayout.REQUEST) {
                if (warnings.allows(System.Logger.Level.WARNING, "calls of an outside caller (caller=" + name + ")")) {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "An outside caller was called, which can't answer; that is dropped (caller=" + name + ")");
                }
                continue;
            }
            String callee = message.string();
            long callId = message.zz64();
            OutsideCall awaited = open.get(callId);
            if (awaited == null) {
                continue;
            }
            if (!callee.equals(instance)) {
                replies.warnForged(awaited, callee);
                continue;
            }
            open.remove(callId);
            settle(awaited, kind, message);
        }
    }

    /** An answer that can't be read fails its call, whatever the error is, and nothing else. */
    private void settle(OutsideCall awaited, int kind, Decoder message) {
        try {
            replies.settle(awaited, kind, message);
        } catch (RuntimeException | Error unreadable) {
            awaited.abandon(unreadable);
        }
    }

    /** Returns the results that have not arrived yet. */
    public List<CompletableFuture<?>> awaited() {
        return open.values().stream()
                .<CompletableFuture<?>>map(OutsideCall::toCompletableFuture)
                .toList();
    }

    /** Returns the name under which the instance knows the caller. */
    public String name() {
        return name;
    }

    /** The caller has another name from now on. */
    public void rename(String fresh) {
        name = fresh;
    }

    /** Fails calls whose answers were to go to former names, for this reason. */
    public void abandonFormer(RuntimeException reason) {
        String present = name;
        abandon(reason, call -> !call.session().equals(present));
    }

    /**
     * Fails calls that were made more than {@code nanos} ago and have no answer, for this reason.
     */
    public void abandonOlder(long nowNanos, long nanos, Supplier<RuntimeException> reason) {
        List<OutsideCall> abandoned = new ArrayList<>();
        open.values().removeIf(call -> call.isOlder(nowNanos, nanos) && abandoned.add(call));
        if (!abandoned.isEmpty()) {
            RuntimeException told = reason.get();
            abandoned.forEach(call -> call.abandon(told));
        }
    }

    /** The caller has ended. Calls that still wait for an answer fail for this reason. */
    public void end(RuntimeException reason) {
        abandon(reason, call -> true);
    }

    private void abandon(RuntimeException reason, Predicate<OutsideCall> which) {
        List<OutsideCall> abandoned = new ArrayList<>();
        open.values().removeIf(call -> which.test(call) && abandoned.add(call));
        abandoned.forEach(call -> call.abandon(reason));
    }
}
