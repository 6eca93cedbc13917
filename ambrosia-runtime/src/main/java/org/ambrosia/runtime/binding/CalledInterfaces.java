package org.ambrosia.runtime.binding;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.ambrosia.runtime.codegen.ClientBase;
import org.ambrosia.runtime.codegen.ProxyBase;

/**
 * The interfaces by which this process calls other instances. Each is reported once, so that the
 * other side can warn of one that differs from its own (ADR 0038). From any thread; a call costs
 * only one check of its proxy or client.
 */
final class CalledInterfaces {
    private final BiConsumer<String, Long> report;
    private final Map<String, Set<Long>> known = new TreeMap<>();

    /**
     * Creates an empty set.
     *
     * @param report receives an instance's name and the hash of the interface by which it is called
     */
    CalledInterfaces(BiConsumer<String, Long> report) {
        this.report = report;
    }

    /** Records that a call is made by this proxy. */
    void note(ProxyBase proxy) {
        if (ProxyBase.Access.isFirstUse(proxy)) {
            add(proxy.instanceName(), ProxyBase.Access.schemaHash(proxy));
        }
    }

    /** Records that a call is made by this client. */
    void note(ClientBase client) {
        if (ClientBase.Access.isFirstUse(client)) {
            add(client.instanceName(), ClientBase.Access.schemaHash(client));
        }
    }

    private synchronized void add(String instance, long schemaHash) {
        if (schemaHash != 0
                && known.computeIfAbsent(instance, none -> new TreeSet<>()).add(schemaHash)) {
            report.accept(instance, schemaHash);
        }
    }

    /** Reports all interfaces again, to a coordinator that may be another one. */
    synchronized void reportAgain() {
        known.forEach((instance, hashes) -> hashes.forEach(hash -> report.accept(instance, hash)));
    }
}
