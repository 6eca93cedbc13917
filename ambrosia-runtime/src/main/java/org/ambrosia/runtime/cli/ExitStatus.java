package org.ambrosia.runtime.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;

/** The exit statuses of commands, by which scripts can distinguish what went wrong. */
final class ExitStatus {
    static final int FAILED = 1;
    static final int NO_PRIMARY = 10;
    private static final Map<Integer, String> MEANINGS = new LinkedHashMap<>();

    static {
        MEANINGS.put(0, "done");
        MEANINGS.put(FAILED, "failed");
        MEANINGS.put(2, "called wrongly");
        MEANINGS.put(3, "the instance or replica is not registered");
        MEANINGS.put(4, "a port is in use");
        MEANINGS.put(5, "the log is in use, or belongs to another instance");
        MEANINGS.put(6, "the registry can't be read or written");
        MEANINGS.put(7, "the log is damaged, or can't be read or written");
        MEANINGS.put(8, "the instance runs");
        MEANINGS.put(9, "replaced by a newer process of the instance");
        MEANINGS.put(NO_PRIMARY, "an instance runs without a primary, or a link between it and a peer is refused");
    }

    private ExitStatus() {}

    /** Returns what each status means, for help. */
    static Map<String, String> meanings() {
        Map<String, String> texts = new LinkedHashMap<>();
        MEANINGS.forEach((status, meaning) -> texts.put(status.toString(), meaning));
        return texts;
    }

    static int of(Throwable failure) {
        return failure instanceof AmbrosiaException known ? of(known.tag()) : FAILED;
    }

    private static int of(ErrorTag tag) {
        return switch (tag) {
            case INVALID_CONFIGURATION -> 2;
            case UNKNOWN_INSTANCE -> 3;
            case PORT_IN_USE -> 4;
            case LOG_IN_USE, LOG_MISMATCH, LOG_COPIED -> 5;
            case REGISTRY_UNAVAILABLE -> 6;
            case LOG_CORRUPT, CHECKPOINT_CORRUPT, LOG_UNAVAILABLE, UNSAFE_FILE_SYSTEM, UNSUPPORTED_FORMAT -> 7;
            case INSTANCE_RUNNING -> 8;
            case FENCED -> 9;
            case NO_PRIMARY -> NO_PRIMARY;
            default -> FAILED;
        };
    }
}
