package org.ambrosia.runtime.binding;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ClientBase;
import org.ambrosia.runtime.codegen.ClientContext;

/** What is generated for a client's calls: a result is a string. */
public final class CalledByClient extends ClientBase {
    private CalledByClient(ClientContext calls, String instance) {
        super(new Client(calls), instance, 0);
    }

    private CalledByClient(CalledByClient other, Duration timeout) {
        super(other, timeout);
    }

    /** Returns the same calls with another timeout. */
    CalledByClient within(Duration timeout) {
        return new CalledByClient(this, timeout);
    }

    /** Returns the calls to an instance. */
    public static CalledByClient of(ClientContext calls, String instance) {
        return new CalledByClient(calls, instance);
    }

    @Override
    protected Object decodeResult(int methodId, ArgumentReader reply) {
        String result = reply.readString();
        reply.end();
        return result;
    }

    private record Client(ClientContext calls) implements ClientContext.OfClient {
        @Override
        public ClientContext contextFor(String instanceName) {
            return calls;
        }

        @Override
        public CompletableFuture<Void> durable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void acknowledgeLoss() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }
}
