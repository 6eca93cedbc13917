package org.ambrosia.runtime.protocol;

import org.ambrosia.runtime.api.InstanceNames;

/**
 * The names of clients: programs that call instances without being one. The names begin
 * with a character that no instance's name has, so that the two are never confused. Each session of
 * a caller with an instance has a random name, which is never used again.
 */
public final class ClientName {
    /** The name in a client's certificate, where links are encrypted. */
    public static final String CERTIFIED = "ambrosia-client";
    /**
     * The value that a caller has in place of an instance's epoch. It is above the number of every
     * registration.
     */
    public static final long EPOCH = Long.MAX_VALUE >> 1;

    /**
     * The first character of every caller name. It orders the names after the names of all
     * instances.
     */
    public static final String MARK = "~";

    private static final int RADIX = 36;
    private static final int MAX_LENGTH = 16;

    private ClientName() {}

    /** Returns the name for these random bits. */
    public static String of(long random) {
        return MARK + Long.toUnsignedString(random, RADIX);
    }

    /**
     * Returns whether this is the name of a client; {@link Party} describes what follows
     * from that.
     */
    static boolean isClient(String name) {
        return name.startsWith(MARK);
    }

    /**
     * Checks that this may be the name of an instance or of a client, and returns it.
     *
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if it may not
     */
    public static String checkPeer(String name) {
        return isClient(name) && isWellFormed(name) ? name : InstanceNames.check(name);
    }

    private static boolean isWellFormed(String name) {
        boolean wellFormed = name.length() > 1 && name.length() <= MAX_LENGTH;
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            wellFormed &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        }
        return wellFormed;
    }
}
