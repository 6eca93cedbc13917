package org.ambrosia.runtime.api;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks that configurations share. */
final class Settings {
    static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;
    static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    /** Longer timeouts don't fit into 64 bits of nanoseconds, some day. */
    static final Duration MAX_TIMEOUT = Duration.ofDays(3650);

    /** The directory of the registry unless one is given. */
    static final Path REGISTRY = Path.of("ambrosia-data", "registry");

    private Settings() {}

    static boolean isBetween(Duration min, Duration found, Duration max) {
        return found != null && found.compareTo(min) >= 0 && found.compareTo(max) <= 0;
    }

    static void checkPeerTimeout(Duration peerTimeout) {
        check(isBetween(MIN_TIMEOUT, peerTimeout, MAX_TIMEOUT), "peerTimeout", peerTimeout, "100 ms to 3650 days");
    }

    static void checkMaxMessageBytes(int bytes) {
        check(bytes >= 1 << 10 && bytes <= 1 << 30, "maxMessageBytes", bytes, "1024 to 1073741824");
    }

    static void check(boolean holds, String setting, @Nullable Object found, String expected) {
        if (!holds) {
            throw wrong(setting, found, expected);
        }
    }

    static InvalidConfigurationException wrong(String setting, @Nullable Object found, String expected) {
        return new InvalidConfigurationException(
                ErrorTag.INVALID_CONFIGURATION,
                "The setting \"" + setting + "\" is wrong: expected " + expected + ", found " + found
                        + ". Correct it where the instance is deployed.");
    }
}
