package org.ambrosia.runtime.registry.file;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ambrosia.runtime.registry.Presence;

/**
 * The text of what a running coordinator says. It names the process, and when that was started, by which everybody on the machine
 * can tell whether it still runs.
 */
final class PresenceFile {
    private static final String ENDED = "ended";
    private static final String PID = "process.pid";
    private static final String STARTED = "process.started";
    private static final String REPLICA = "process.replica";

    private PresenceFile() {}

    static String encode(Presence presence) {
        Map<String, String> values = new TreeMap<>(presence.facts());
        values.put(PID, Long.toString(presence.pid()));
        values.put(STARTED, started(presence.pid()));
        values.put(REPLICA, Integer.toString(presence.replica()));
        return TextLines.encode(values);
    }

    /** What was said, if the process still runs; a text that can't be understood is of none. */
    static Optional<Presence> decodeIfAlive(String instance, String text) {
        try {
            Map<String, String> values = TextLines.decode(text);
            long pid = Long.parseLong(String.valueOf(values.remove(PID)));
            int replica = Integer.parseInt(String.valueOf(values.remove(REPLICA)));
            String started = started(pid);
            boolean alive = started.equals(values.remove(STARTED)) && !started.equals(ENDED);
            return alive ? Optional.of(new Presence(instance, replica, pid, values)) : Optional.empty();
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static String started(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process ->
                        process.info().startInstant().map(Instant::toString).orElse("unknown"))
                .orElse(ENDED);
    }
}
