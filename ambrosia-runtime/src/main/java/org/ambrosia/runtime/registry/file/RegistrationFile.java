package org.ambrosia.runtime.registry.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Creation;
import org.ambrosia.runtime.registry.Registration.Replica;

/** The text of a registration. */
final class RegistrationFile {
    private static final String FORMAT = "1";

    private final Map<String, String> values;

    private RegistrationFile(Map<String, String> values) {
        this.values = values;
    }

    static String encode(Registration registration) {
        Map<String, String> values = new TreeMap<>();
        values.put("format", FORMAT);
        putLog(values, "", registration.log());
        values.put("creation", registration.creation().name());
        values.put("pauseAtStart", Boolean.toString(registration.pauseAtStart()));
        values.put("persistLogs", Boolean.toString(registration.persistLogs()));
        values.put("logTriggerMegabytes", Long.toString(registration.logTriggerMegabytes()));
        values.put("activeActive", Boolean.toString(registration.activeActive()));
        values.put("currentVersion", Long.toString(registration.currentVersion()));
        values.put("upgradeVersion", Long.toString(registration.upgradeVersion()));
        values.put("tokenWanted", Boolean.toString(registration.tokenWanted()));
        if (registration.tlsDirectory() != null) {
            values.put("tlsDirectory", registration.tlsDirectory().toString());
        }
        registration.replicas().forEach((number, replica) -> {
            values.put("replica." + number + ".receivePort", Integer.toString(replica.receivePort()));
            values.put("replica." + number + ".sendPort", Integer.toString(replica.sendPort()));
            putLog(values, "replica." + number + ".", replica.log());
        });
        return TextLines.encode(values);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    static Registration decode(String instance, String text) {
        RegistrationFile file = new RegistrationFile(TextLines.decode(text));
        if (!file.value("format").equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "its format is " + file.value("format") + ", expected " + FORMAT + "; it is of another release");
        }
        return file.registration(instance);
    }

    private Registration registration(String instance) {
        String tls = values.get("tlsDirectory");
        return new Registration(
                instance,
                log(""),
                Creation.valueOf(value("creation")),
                flag("pauseAtStart"),
                flag("persistLogs"),
                number("logTriggerMegabytes"),
                flag("activeActive"),
                number("currentVersion"),
                number("upgradeVersion"),
                flag("tokenWanted"),
                tls == null ? null : Path.of(tls),
                replicas());
    }

    private SortedMap<Integer, Replica> replicas() {
        Set<Integer> numbers = new TreeSet<>();
        for (String key : values.keySet()) {
            String[] words = key.split("\\.", 3);
            if (words[0].equals("replica") && words.length == 3) {
                numbers.add(Integer.parseInt(words[1]));
            }
        }
        SortedMap<Integer, Replica> replicas = new TreeMap<>();
        for (int each : numbers) {
            String prefix = "replica." + each + ".";
            replicas.put(each, new Replica(port(prefix + "receivePort"), port(prefix + "sendPort"), log(prefix)));
        }
        return replicas;
    }

    /**
     * Puts the log's location. A directory has a key of its own, which earlier releases read too.
     */
    private static void putLog(Map<String, String> values, String prefix, LogLocation log) {
        values.put(prefix + (log.asDirectory().isPresent() ? "logDirectory" : "log"), log.toString());
    }

    private LogLocation log(String prefix) {
        String location = values.get(prefix + "log");
        return location == null ? LogLocation.of(Path.of(value(prefix + "logDirectory"))) : LogLocation.parse(location);
    }

    private String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("\"" + key + "\" is missing");
        }
        return value;
    }

    private boolean flag(String key) {
        String value = value(key);
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("\"" + key + "\" is \"" + value + "\", expected true or false");
        }
        return value.equals("true");
    }

    private long number(String key) {
        try {
            return Long.parseLong(value(key));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("\"" + key + "\" is no number: " + value(key), noNumber);
        }
    }

    private int port(String key) {
        long port = number(key);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("\"" + key + "\" is " + port + ", expected 1 to 65535");
        }
        return (int) port;
    }
}
