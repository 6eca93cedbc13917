package org.ambrosia.runtime.api;

/**
 * A reference to an instance by its name, through which it can be called. A proxy is a value: two
 * proxies of the same type and instance name are equal, and a proxy may be a field of an immortal's
 * state, a parameter of a call, or a key of a map. Generated code implements this for each immortal
 * interface.
 */
public interface InstanceProxy {
    /** The name of the instance that calls through this proxy reach. */
    String instanceName();
}
