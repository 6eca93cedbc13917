package org.ambrosia.runtime.codegen;

import java.util.Objects;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.api.InstanceProxy;
import org.jspecify.annotations.Nullable;

/**
 * The base of every generated proxy: an instance's name, bound to the context through which calls
 * go.
 */
public abstract class ProxyBase implements InstanceProxy {
    private final String instanceName;
    /** The context through which calls go, or the immortal that will have it. */
    private Object source;

    private boolean used;

    /** Creates a proxy for the instance of this name. */
    protected ProxyBase(CallContext context, String instanceName) {
        this.source = Objects.requireNonNull(context, "context");
        this.instanceName = InstanceNames.check(instanceName);
    }

    /**
     * Creates a proxy through which an immortal calls the instance of this name. The immortal need
     * not be deployed yet.
     */
    protected ProxyBase(ImmortalBase caller, String instanceName) {
        this.source = Objects.requireNonNull(caller, "caller");
        this.instanceName = InstanceNames.check(instanceName);
    }

    @Override
    public final String instanceName() {
        return instanceName;
    }

    /** Returns the context through which calls are sent. */
    protected final CallContext context() {
        if (source instanceof ImmortalBase caller) {
            source = caller.context();
        }
        return (CallContext) source;
    }

    /**
     * Decodes the result of an async call of the method with this id; null if the method has none.
     * The binding calls this when the reply arrives, which may be after a recovery.
     */
    protected abstract @Nullable Object decodeResult(int methodId, ArgumentReader reply);

    /**
     * Returns the hash of the called interface's schema, as this build knows it: as {@link
     * Dispatcher#schemaHash}.
     */
    protected long schemaHash() {
        return 0;
    }

    /**
     * Generated proxies of different interfaces are never equal, and no generated proxy is
     * extended.
     */
    @Override
    @SuppressWarnings("EqualsGetClass")
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && ((ProxyBase) other).instanceName.equals(instanceName);
    }

    @Override
    public final int hashCode() {
        return instanceName.hashCode();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "(" + instanceName + ")";
    }

    /** The runtime's handle on proxies. Not for applications. */
    public static final class Access {
        private Access() {}

        /** Decodes the result of an async call. */
        public static @Nullable Object decodeResult(ProxyBase proxy, int methodId, ArgumentReader reply) {
            return proxy.decodeResult(methodId, reply);
        }

        /** Returns the hash of the called interface's schema. */
        public static long schemaHash(ProxyBase proxy) {
            return proxy.schemaHash();
        }

        /** Returns whether this proxy has made no call before, as far as this thread sees. */
        public static boolean isFirstUse(ProxyBase proxy) {
            boolean first = !proxy.used;
            if (first) {
                proxy.used = true;
            }
            return first;
        }
    }
}
