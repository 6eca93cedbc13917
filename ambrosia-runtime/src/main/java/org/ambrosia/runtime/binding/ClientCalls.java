package org.ambrosia.runtime.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ClientBase;
import org.ambrosia.runtime.codegen.ClientContext;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * The context through which a client sends its calls to one instance, and which receives the
 * answers. Calls are made from any thread; answers arrive on one. If the
 * instance has forgotten the caller, the caller continues under another name.
 */
public final class ClientCalls implements ClientContext {
    private static final System.Logger LOGGER = System.getLogger(ClientCalls.class.getName());

    private final CallContext values = new ProxyValues();
    private final String instance;
    private final Port port;
    private final int maxMessageBytes;
    private final ObjectCodec codec;
    /**
     * The call objects that no thread writes at the moment: as many as threads called at the same
     * time.
     */
    private final Queue<Call> unused = new ConcurrentLinkedQueue<>();

    private final AtomicLong lastCallId = new AtomicLong();
    private final Map<Long, ClientCall> open = new ConcurrentHashMap<>();
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);
    private final Replies replies;
    private final CalledInterfaces interfaces;
    private volatile String name;

    /**
     * Creates the calls to one instance.
     *
     * @param instance the called instance
     * @param name the name under which the instance knows the caller at first
     * @param codecOf creates the codec for objects that generated code does not encode
     * @param maxMessageBytes the max size of a message that may be sent
     */
    public ClientCalls(String instance, String name, Port port, Binding.CodecFactory codecOf, int maxMessageBytes) {
        this.instance = instance;
        this.name = name;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
        this.codec = codecOf.codecFor(values);
        this.interfaces = new CalledInterfaces((callee, schemaHash) -> port.noteInterface(schemaHash));
        this.replies = new Replies(name, new CallDecoder(values, codec));
    }

    /** Takes the calls. */
    public interface Port {
        /**
         * Sends a call, which is copied before this method returns. Waits until there is room for
         * it. From any thread.
         *
         * @param answeredAs the name under which the answer is expected
         * @throws org.ambrosia.runtime.api.AmbrosiaException if the caller has ended, or has
         *     another name by now
         */
        void send(String answeredAs, String destination, Encoder body);

        /**
         * Sends a one-way call, as {@link #send}.
         *
         * @return completes when the call is durable
         */
        CompletionStage<Void> sendFork(String destination, Encoder body);

        /**
         * Checks that this thread may wait for a result.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if results arrive on it
         */
        default void checkWaiting() {}

        /** Reports to the instance the interface by which it is called. From any thread. */
        default void noteInterface(long schemaHash) {}
    }

    /** A call that is being written. */
    private static final class Call extends CallEncoder {
        private ClientCall awaited;
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
    public CallContext ofValues() {
        return values;
    }

    @Override
    public ArgumentWriter beginFork(ClientBase client, int methodId) {
        interfaces.note(client);
        Call call = newCall();
        call.begin(instance).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.FORK);
        return call;
    }

    @Override
    public CompletionStage<Void> endFork(ArgumentWriter written) {
        Call call = (Call) written;
        call.checkSize(0);
        CompletionStage<Void> durable = port.sendFork(instance, call.bytes());
        unused.add(call);
        return durable;
    }

    @Override
    public ArgumentWriter beginAsync(ClientBase client, int methodId) {
        interfaces.note(client);
        Call call = newCall();
        call.callId = lastCallId.incrementAndGet();
        call.awaited = new ClientCall(client, methodId, name);
        call.begin(instance).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.ASYNC);
        call.bytes().string(call.awaited.session()).zz64(call.callId);
        return call;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> CompletableFuture<R> endAsync(ArgumentWriter written) {
        Call call = (Call) written;
        ClientCall awaited = call.awaited;
        long callId = call.callId;
        open.put(callId, awaited);
        try {
            call.checkSize(0);
            port.send(awaited.session(), instance, call.bytes());
        } catch (RuntimeException | Error failed) {
            open.remove(callId);
            throw failed;
        }
        call.awaited = null;
        unused.add(call);
        return (CompletableFuture<R>) (CompletableFuture<?>) awaited.future();
    }

    @Override
    public ArgumentWriter beginWaiting(ClientBase client, int methodId) {
        port.checkWaiting();
        return beginAsync(client, methodId);
    }

    @Override
    public <R> R await(CompletableFuture<R> result) {
        try {
            return result.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AmbrosiaException(
                    ErrorTag.CALL_INTERRUPTED,
                    "A thread was interrupted while it waited for the result of a call to \"" + instance
                            + "\". The call stays made; whether it was executed is unknown.");
        } catch (ExecutionException failed) {
            Throwable reason = failed.getCause();
            if (reason instanceof AmbrosiaException known) {
                throw known.onThisThread();
            }
            throw new AmbrosiaException(
                    ErrorTag.INTERNAL_ERROR,
                    "The result of a call to \"" + instance + "\" can't be taken: " + reason
                            + ". The call was executed.",
                    reason);
        }
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
                if (warnings.allows(System.Logger.Level.WARNING, "calls of a client (caller=" + name + ")")) {
                    LOGGER.log(
                            System.Logger.Level.WARNING,
                            "A client was called, which can't answer; that is dropped (caller=" + name + ")");
                }
                continue;
            }
            String callee = message.string();
            long callId = message.zz64();
            ClientCall awaited = open.get(callId);
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
    private void settle(ClientCall awaited, int kind, Decoder message) {
        try {
            replies.settle(awaited, kind, message);
        } catch (RuntimeException | Error unreadable) {
            awaited.abandon(unreadable);
        }
    }

    /** Returns the results that have not arrived yet. */
    public List<CompletableFuture<?>> awaited() {
        return open.values().stream()
                .<CompletableFuture<?>>map(ClientCall::future)
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
     * Fails calls that have been without an answer for longer than they may be.
     *
     * @param configured how long a call may be, unless its client has another time; 0 for ever
     * @param reason returns the reason, given that time in nanoseconds
     */
    public void abandonLate(long nowNanos, long configured, LongFunction<RuntimeException> reason) {
        List<ClientCall> abandoned = new ArrayList<>();
        open.values().removeIf(call -> call.isLate(nowNanos, configured) && abandoned.add(call));
        Map<Long, RuntimeException> reasons = new HashMap<>();
        for (ClientCall each : abandoned) {
            each.abandon(reasons.computeIfAbsent(each.timeoutNanos(configured), reason::apply));
        }
    }

    /** The caller has ended. Calls that still wait for an answer fail for this reason. */
    public void end(RuntimeException reason) {
        abandon(reason, call -> true);
    }

    private void abandon(RuntimeException reason, Predicate<ClientCall> which) {
        List<ClientCall> abandoned = new ArrayList<>();
        open.values().removeIf(call -> which.test(call) && abandoned.add(call));
        abandoned.forEach(call -> call.abandon(reason));
    }
}
