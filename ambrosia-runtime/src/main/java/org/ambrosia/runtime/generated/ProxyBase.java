package org.ambrosia.runtime.generated;

import java.util.Objects;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InstanceProxy;

/**
 * The base of every generated proxy: an instance's name, bound to the context through which calls
 * go.
 */
public abstract class ProxyBase implements InstanceProxy {
    private final CallContext context;
    private final String instanceName;
    private boolean used;

    /** Creates a proxy for the instance of this name. */
    protected ProxyBase(CallContext context, String instanceName) {
        this.context = Objects.requireNonNull(context, "context");
        this.instanceName = InstanceConfig.checkName(instanceName);
    }

    @Override
    public final String instanceName() {
        return instanceName;
    }

    /** Returns the context through which calls are sent. */
    protected final CallContext context() {
        return context;
    }

    /**
     * Decodes the result of an async call of the method with this id; null if the method has none.
     * The binding calls this when the reply arrives, which may be after a recovery.
     */
    public abstract Object decodeResult(int methodId, ArgumentReader reply);

    /**
     * Returns the hash of the called interface's schema, as this build knows it: as {@link
     * Dispatcher#schemaHash}.
     */
    public long schemaHash() {
        return 0;
    }

    /**
     * Generated proxies of different interfaces are never equal, and no generated proxy is
     * extended.
     */
    @Override
    @SuppressWarnings("EqualsGetClass")
    public final boolean equals(Object other) {
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
