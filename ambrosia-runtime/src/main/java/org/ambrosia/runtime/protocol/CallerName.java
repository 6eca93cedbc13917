package org.ambrosia.runtime.protocol;

import org.ambrosia.runtime.api.InstanceConfig;

/**
 * The names of outside callers: programs that call instances without being one. They begin with a character that no instance's name has,
 * so that the two are never confused; one is drawn for each session of a caller with an instance, and never used again.
 */
public final class CallerName {
    /** The name for which an outside caller's certificate is, where links are encrypted. */
    public static final String CERTIFIED = "outside-caller";
    /** What a caller has in place of an instance's epoch: above the number of every registration. */
    public static final long EPOCH = Long.MAX_VALUE >> 1;

    /** What they begin with; they are ordered behind the names of all instances. */
    public static final String MARK = "~";

    private static final int RADIX = 36;
    private static final int MOST_LENGTH = 16;

    private CallerName() {}

    /** The name for these random bits. */
    public static String of(long random) {
        return MARK + Long.toUnsignedString(random, RADIX);
    }

    /** Whether this is the name of an outside caller; {@link Party} has what follows from that. */
    static boolean isCaller(String name) {
        return name.startsWith(MARK);
    }

    /**
     * Checks that this may be the name of an instance or of an outside caller, and returns it.
     *
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if it may not
     */
    public static String checkPeer(String name) {
        return isCaller(name) && isWellFormed(name) ? name : InstanceConfig.checkName(name);
    }

    private static boolean isWellFormed(String name) {
        boolean wellFormed = name.length() > 1 && name.length() <= MOST_LENGTH;
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            wellFormed &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        return wellFormed;
    }
}
