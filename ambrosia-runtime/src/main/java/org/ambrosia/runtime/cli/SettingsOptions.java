package org.ambrosia.runtime.cli;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Creation;
import org.ambrosia.runtime.registry.Registration.Replica;
import picocli.CommandLine.Option;

/** The settings with which an instance or a replica is registered. */
final class SettingsOptions {
    @Option(
            names = {"-rp", "--receivePort", "--receive-port"},
            required = true,
            paramLabel = "PORT",
            description = "The loopback port on which the coordinator receives from the application.")
    private int receivePort;

    @Option(
            names = {"-sp", "--sendPort", "--send-port"},
            required = true,
            paramLabel = "PORT",
            description = "The loopback port on which the coordinator sends to the application.")
    private int sendPort;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "LOG",
            defaultValue = "ambrosia-data/logs",
            description =
                    "Where the logs are: a directory, with each instance's in a folder of its own, or the location of"
                            + " another log engine, as SCHEME:… (${DEFAULT-VALUE}).")
    private LogLocation log;

    @Option(
            names = {"-cs", "--createService", "--create-service"},
            paramLabel = "A|N|Y",
            defaultValue = "A",
            description =
                    "A: go on with the log if there is one, else begin it. N: there must be one. Y: there must be none"
                            + " (${DEFAULT-VALUE}).")
    private String creation;

    @Option(
            names = {"-ps", "--pauseAtStart", "--pause-at-start"},
            description = "Let the coordinator wait for Enter before it begins, as for attaching a debugger.")
    private boolean pauseAtStart;

    @Option(
            names = {"-npl", "--noPersistLogs", "--no-persist-logs"},
            description = "Keep the log in the system's memory only: it survives processes, not the machine.")
    private boolean noPersistLogs;

    @Option(
            names = {"-lts", "--logTriggerSize", "--log-trigger-size"},
            paramLabel = "MB",
            defaultValue = "1000",
            description =
                    "How many MiB are logged between two checkpoints; 0: checkpoints are taken only when the application"
                            + " asks (${DEFAULT-VALUE}).")
    private long logTriggerMegabytes;

    @Option(
            names = {"-aa", "--activeActive", "--active-active"},
            description = "The instance has, or will have, replicas.")
    private boolean activeActive;

    @Option(
            names = {"-cv", "--currentVersion", "--current-version"},
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "The version of the application that wrote the log; only 0, since upgrades are not there yet.")
    private long currentVersion;

    @Option(
            names = {"-uv", "--upgradeVersion", "--upgrade-version"},
            paramLabel = "N",
            description = "The version of the application that is to run; only 0, since upgrades are not there yet.")
    private Long upgradeVersion;

    @Option(
            names = "--no-token",
            description = "Let applications connect that present no token, such as bindings of another make.")
    private boolean noToken;

    @Option(
            names = "--tls",
            paramLabel = "DIR",
            description =
                    "Encrypt links to peers, by cert.pem, key.pem and ca.pem of this directory. All instances that talk to"
                            + " each other must have it.")
    private Path tls;

    Registration registration(String instance) {
        String only = "0, since this release can't upgrade an instance yet";
        check(currentVersion == 0, "-cv", currentVersion, only);
        check(upgradeVersion == null || upgradeVersion == 0, "-uv", upgradeVersion, only);
        check(logTriggerMegabytes <= 1L << 20, "-lts", logTriggerMegabytes, "at most 1048576");
        SortedMap<Integer, Replica> replicas = new TreeMap<>();
        replicas.put(0, replica());
        return new Registration(
                instance,
                logs(),
                creation(),
                pauseAtStart,
                !noPersistLogs,
                Math.max(0, logTriggerMegabytes),
                activeActive,
                currentVersion,
                currentVersion,
                !noToken,
                tls == null ? null : tls.toAbsolutePath().normalize(),
                replicas);
    }

    Replica replica() {
        checkPort("-rp", receivePort);
        checkPort("-sp", sendPort);
        check(receivePort != sendPort, "-sp", sendPort, "another port than -rp");
        return new Replica(receivePort, sendPort, logs());
    }

    /**
     * Returns the log's location as an absolute one, since coordinators may be started elsewhere.
     */
    private LogLocation logs() {
        return log.absolute();
    }

    private Creation creation() {
        return switch (creation) {
            case "A", "a" -> Creation.AUTO;
            case "N", "n" -> Creation.RECOVER;
            case "Y", "y" -> Creation.CREATE;
            default -> throw wrong("-cs", creation, "A, N or Y");
        };
    }

    private static void checkPort(String option, int port) {
        check(port >= 1 && port <= 65_535, option, port, "1 to 65535");
    }

    static void check(boolean holds, String option, Object found, String expected) {
        if (!holds) {
            throw wrong(option, found, expected);
        }
    }

    private static AmbrosiaException wrong(String option, Object found, String expected) {
        return new AmbrosiaException(
                ErrorTag.INVALID_CONFIGURATION,
                "The option " + option + " is wrong: expected " + expected + ", found " + found + ".");
    }
}
