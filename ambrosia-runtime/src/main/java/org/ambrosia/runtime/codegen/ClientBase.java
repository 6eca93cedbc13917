package org.ambrosia.runtime.codegen;

import java.time.Duration;
import java.util.Objects;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.ClientConfig;
import org.ambrosia.runtime.api.InstanceNames;
import org.jspecify.annotations.Nullable;

/**
 * The base of every generated {@code XClient}: calls the instance of a name from outside.
 * Immutable, but for a flag that needs no order; may be used from any thread.
 */
public abstract class ClientBase {
    private static final long AS_CONFIGURED = -1;

    private final String instanceName;
    private final ClientContext context;
    private final long schemaHash;
    private final long timeoutNanos;
    private boolean used;

    /**
     * Creates the calls of a client to the instance of this name.
     *
     * @param schemaHash the hash of the called interface's schema, as {@link Dispatcher#schemaHash}
     */
    protected ClientBase(AmbrosiaClient client, String instanceName, long schemaHash) {
        this.instanceName = InstanceNames.check(instanceName);
        this.context = ClientContext.of(Objects.requireNonNull(client, "client"), instanceName);
        this.schemaHash = schemaHash;
        this.timeoutNanos = AS_CONFIGURED;
    }

    /** Creates the same calls with another timeout. */
    protected ClientBase(ClientBase other, Duration timeout) {
        this.instanceName = other.instanceName;
        this.context = other.context;
        this.schemaHash = other.schemaHash;
        this.timeoutNanos = ClientConfig.checkCallTimeout(timeout).toNanos();
    }

    /** Returns the name of the instance that is called. */
    public final String instanceName() {
        return instanceName;
    }

    /** Returns the context through which calls are sent. */
    protected final ClientContext context() {
        return context;
    }

    /** Decodes the result of a call of the method with this id; null if the method has none. */
    protected abstract @Nullable Object decodeResult(int methodId, ArgumentReader reply);

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "(" + instanceName + ")";
    }

    /** The runtime's handle on generated clients. Not for applications. */
    public static final class Access {
        private Access() {}

        /** Decodes the result of a call. */
        public static @Nullable Object decodeResult(ClientBase client, int methodId, ArgumentReader reply) {
            return client.decodeResult(methodId, reply);
        }

        /** Returns the hash of the called interface's schema. */
        public static long schemaHash(ClientBase client) {
            return client.schemaHash;
        }

        /**
         * Returns how long a call may be without a result, in nanoseconds.
         *
         * @param configured the time of the client's configuration
         */
        public static long timeoutNanos(ClientBase client, long configured) {
            return client.timeoutNanos == AS_CONFIGURED ? configured : client.timeoutNanos;
        }

        /** Returns whether this object has made no call before, as far as this thread sees. */
        public static boolean isFirstUse(ClientBase client) {
            boolean first = !client.used;
            if (first) {
                client.used = true;
            }
            return first;
        }
    }
}
