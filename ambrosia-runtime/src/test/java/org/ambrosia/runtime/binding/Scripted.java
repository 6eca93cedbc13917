package org.ambrosia.runtime.binding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.codegen.UnknownMethodException;

/** An immortal whose methods are given by a test, in place of generated code. */
public final class Scripted extends ImmortalBase {
    private final transient Map<Integer, Method> methods = new HashMap<>();
    /** What has happened; part of the state. */
    List<String> seen = new ArrayList<>();

    byte[] ballast;

    /** What is done at the first start. */
    transient Runnable first = () -> {};

    /** What is done when a result has come. */
    transient Runnable last = () -> {};

    /** Does what a method does; returns whether there is a result, which was written. */
    @FunctionalInterface
    interface Method {
        boolean call(ArgumentReader arguments, ArgumentWriter result) throws Exception;
    }

    /** The method of this id does this, without a result. */
    void on(int methodId, Runnable body) {
        methods.put(methodId, (arguments, result) -> {
            body.run();
            return false;
        });
    }

    void onCall(int methodId, Method body) {
        methods.put(methodId, body);
    }

    CallContext calls() {
        return context();
    }

    Target target(String name) {
        return new Target(context(), name);
    }

    /** Calls a method with a text, and notes what becomes of it. */
    void callAsync(String destination, int methodId, String text) {
        ArgumentWriter call = context().beginAsync(target(destination), methodId);
        call.writeString(text);
        Promise<String> promise = context().endAsync(call);
        promise.onResult(this::onResult).onFailure(this::onFailure);
    }

    void fork(String destination, int methodId, String text) {
        ArgumentWriter call = context().beginFork(destination, methodId);
        call.writeString(text);
        context().endFork(call);
    }

    void onResult(String result) {
        seen.add("result " + result);
        last.run();
    }

    void onFailure(CallFailedException failure) {
        seen.add("failure " + failure.getMessage());
    }

    @Override
    protected void onFirstStart() {
        first.run();
    }

    @Override
    protected Dispatcher dispatcher() {
        return new Dispatcher() {
            @Override
            public boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result) throws Exception {
                Method method = methods.get(methodId);
                if (method == null) {
                    throw new UnknownMethodException("Scripted", methodId);
                }
                return method.call(arguments, result);
            }

            @Override
            public String schema() {
                return "interface Scripted\nmethod 1 void one()\nmethod 2 void two()\n";
            }
        };
    }

    /** What decodes results. */
    static final class Target extends ProxyBase {
        Target(CallContext context, String instanceName) {
            super(context, instanceName);
        }

        @Override
        protected Object decodeResult(int methodId, ArgumentReader reply) {
            if (methodId == 99) {
                throw new AssertionError("a compact constructor is strict");
            }
            String result = reply.readString();
            reply.end();
            return result;
        }
    }
}
