package org.ambrosia.runtime.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.TreeMap;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.protocol.Decoder;

/** The outboxes of all destinations, by name. Finding the one used last costs a comparison of a few bytes. */
final class Outboxes {
    private final String self;
    private final TreeMap<String, Outbox> byDestination = new TreeMap<>();
    private byte[] recentName = {};
    private Outbox recent;

    Outboxes(String self) {
        this.self = self;
    }

    Outbox of(String destination) {
        return byDestination.computeIfAbsent(destination, Outbox::new);
    }

    /** The outbox of the instance whose name the decoder is at; an empty name stands for the instance itself. */
    Outbox of(Decoder name) {
        int length = name.length();
        int begin = name.position();
        name.skip(length);
        byte[] bytes = name.array();
        if (recent == null || !Arrays.equals(bytes, begin, begin + length, recentName, 0, recentName.length)) {
            String destination = new String(bytes, begin, length, StandardCharsets.UTF_8);
            recent = of(destination.isEmpty() ? self : InstanceConfig.checkName(destination));
            recentName = Arrays.copyOfRange(bytes, begin, begin + length);
        }
        return recent;
    }

    void put(Outbox outbox) {
        byDestination.put(outbox.destination(), outbox);
    }

    Collection<Outbox> all() {
        return byDestination.values();
    }
}
