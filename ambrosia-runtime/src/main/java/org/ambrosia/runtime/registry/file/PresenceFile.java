package org.ambrosia.runtime.registry.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ambrosia.runtime.registry.Presence;

/**
 * The text that a running coordinator publishes about itself. It names the process and its start
 * time. By these, every process on the machine can find out whether it still runs.
 */
final class PresenceFile {
    /** The position of the field "starttime" of proc(5), counted after the command's name. */
    private static final int TICKS = 19;

    /** The state of a process that has ended and whose parent has not been notified yet. */
    private static final String ZOMBIE = "Z";

    private static final String ENDED = "ended";
    private static final String PID = "process.pid";
    private static final String STARTED = "process.started";
    private static final String REPLICA = "process.replica";

    private PresenceFile() {}

    static String encode(Presence presence) {
        return encode(presence, started(presence.pid()));
    }

    /** Returns the text of a coordinator that no longer runs, though its process may. */
    static String encodeEnded(Presence presence) {
        return encode(presence, ENDED);
    }

    private static String encode(Presence presence, String started) {
        Map<String, String> values = new TreeMap<>(presence.facts());
        values.put(PID, Long.toString(presence.pid()));
        values.put(STARTED, started);
        values.put(REPLICA, Integer.toString(presence.replica()));
        return TextLines.encode(values);
    }

    /**
     * Returns what was published, if the coordinator still runs; a text that can't be understood is
     * of none.
     */
    static Optional<Presence> decodeIfAlive(String instance, String text) {
        return decode(instance, text, true);
    }

    /** Returns what was published, whether the coordinator still runs or not. */
    static Optional<Presence> decode(String instance, String text) {
        return decode(instance, text, false);
    }

    private static Optional<Presence> decode(String instance, String text, boolean onlyAlive) {
        try {
            Map<String, String> values = TextLines.decode(text);
            long pid = Long.parseLong(String.valueOf(values.remove(PID)));
            int replica = Integer.parseInt(String.valueOf(values.remove(REPLICA)));
            String said = String.valueOf(values.remove(STARTED));
            boolean wanted = !onlyAlive || (!said.equals(ENDED) && said.equals(started(pid)));
            return wanted ? Optional.of(new Presence(instance, replica, pid, values)) : Optional.empty();
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /**
     * Returns when the process was started. Where the system reports it, this is in ticks since the
     * system's own start, which no setting of the clock moves.
     */
    static String started(long pid) {
        try {
            // A process may have any bytes as its name.
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return behindName[0].equals(ZOMBIE) ? ENDED : "ticks " + behindName[TICKS];
        } catch (IOException | RuntimeException noProc) {
            return startInstant(pid);
        }
    }

    private static String startInstant(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process ->
                        process.info().startInstant().map(Instant::toString).orElse("unknown"))
                .orElse(ENDED);
    }
}
