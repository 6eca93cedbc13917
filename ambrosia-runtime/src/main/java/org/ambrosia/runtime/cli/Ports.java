package org.ambrosia.runtime.cli;

import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Replica;
import org.ambrosia.runtime.registry.Registry;

/**
 * The loopback ports between coordinators and applications: each belongs to one replica of one
 * instance.
 */
final class Ports {
    private Ports() {}

    /**
     * Checks that no other replica in the registry has one of these ports.
     *
     * @param instance whose replica is to have them
     * @param number the replica's number
     */
    static void check(Registry registry, String instance, int number, Replica wanted) {
        for (String each : registry.instances()) {
            registry.registration(each).ifPresent(other -> check(other, instance, number, wanted));
        }
    }

    private static void check(Registration other, String instance, int number, Replica wanted) {
        other.replicas().forEach((replica, ports) -> {
            boolean self = other.instance().equals(instance) && replica == number;
            Set<Integer> taken = Set.of(ports.receivePort(), ports.sendPort());
            if (!self && (taken.contains(wanted.receivePort()) || taken.contains(wanted.sendPort()))) {
                throw new AmbrosiaException(
                        ErrorTag.INVALID_CONFIGURATION,
                        "The ports are wrong: replica " + replica + " of \"" + other.instance() + "\" has "
                                + ports.receivePort() + " and " + ports.sendPort() + ", found " + wanted.receivePort()
                                + " and " + wanted.sendPort() + ". Give each replica of each instance its own.");
            }
        });
    }
}
