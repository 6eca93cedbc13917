package org.ambrosia.runtime.api;

import java.util.List;

/** The rules for names of instances. */
public final class InstanceNames {
    private static final List<String> DEVICES = List.of("con", "prn", "aux", "nul");
    private static final int MAX_NAME = 63;
    /**
     * The name in the certificates of all clients. An instance of this name would be one of
     * them.
     */
    private static final String CLIENT = "ambrosia-client";

    private InstanceNames() {}

    /**
     * Returns {@code name} if it may name an instance.
     *
     * @throws InvalidConfigurationException if it may not; names become folders and travel on the
     *     wire
     */
    public static String check(String name) {
        Settings.check(
                name != null && isName(name),
                "instance name",
                name,
                "1 to 63 of letters, digits and . _ -, starting with a letter or digit, not ending with a dot");
        Settings.check(
                !isDevice(name), "instance name", name, "none that Windows has for a device, such as con, nul or com1");
        Settings.check(
                !name.equalsIgnoreCase(CLIENT),
                "instance name",
                name,
                "another name, since this one is in the certificates of all clients");
        return name;
    }

    /**
     * Returns whether the characters and the length of {@code name} are those of a name. Each call
     * that is answered leads to this check, so it uses no pattern.
     */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME && name.charAt(name.length() - 1) != '.';
    }

    /**
     * Returns whether Windows opens a device in place of a file of this name, with or without an
     * ending.
     */
    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        int length = dot < 0 ? name.length() : dot;
        if (length == 4 && Character.isDigit(name.charAt(3))) {
            return name.regionMatches(true, 0, "com", 0, 3) || name.regionMatches(true, 0, "lpt", 0, 3);
        }
        boolean device = false;
        for (int i = 0; length == 3 && i < DEVICES.size(); i++) {
            device |= name.regionMatches(true, 0, DEVICES.get(i), 0, 3);
        }
        return device;
    }
}
