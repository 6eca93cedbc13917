package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ProxyBase;

/**
 * The context of proxies outside of immortals: they are values there, which may be sent and
 * compared. All calls are refused.
 */
final class ProxyValues implements CallContext {
    private static final String NONE = "";

    ProxyValues() {}

    @Override
    public String instanceName() {
        return NONE;
    }

    @Override
    public ArgumentWriter beginFork(String destination, int methodId) {
        throw refused(destination);
    }

    @Override
    public void endFork(ArgumentWriter call) {
        throw refused(NONE);
    }

    @Override
    public ArgumentWriter beginImpulse(String destination, int methodId) {
        throw refused(destination);
    }

    @Override
    public void endImpulse(ArgumentWriter call) {
        throw refused(NONE);
    }

    @Override
    public ArgumentWriter beginAsync(ProxyBase proxy, int methodId) {
        throw refused(proxy.instanceName());
    }

    @Override
    public <R> Promise<R> endAsync(ArgumentWriter call) {
        throw refused(NONE);
    }

    private static DeterminismException refused(String destination) {
        return new DeterminismException(
                ErrorTag.CALL_OUTSIDE_HANDLER,
                "A proxy of \"" + destination
                        + "\" was to call outside of an immortal, where it is only a value. Call by"
                        + " the client of its interface: XClient.of(client, proxy.instanceName()).");
    }
}
