package org.ambrosia.runtime.registry;

import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ambrosia.runtime.api.LogLocation;
import org.jspecify.annotations.Nullable;

/**
 * An instance as it was registered for operation by coordinators in processes of their own.
 *
 * @param instance the instance's name
 * @param log the location of the instance's log
 * @param creation what a coordinator does if the instance has a log, or has none
 * @param pauseAtStart whether a coordinator waits for Enter before it begins
 * @param persistLogs whether the log is on stable storage, or in the system's memory only
 * @param logTriggerMegabytes the size in MiB at which a checkpoint is taken; 0 for only when the
 *     application asks
 * @param activeActive whether the instance has, or may get, replicas
 * @param currentVersion the version of the application that wrote the log
 * @param upgradeVersion the version of the application that is to run
 * @param tokenWanted whether the application must present the instance's token
 * @param tlsDirectory the directory of the PEM files for links to peers; null if links are not
 *     encrypted
 * @param replicas the replicas by number; 0 is the one that was registered with the instance
 */
public record Registration(
        String instance,
        LogLocation log,
        Creation creation,
        boolean pauseAtStart,
        boolean persistLogs,
        long logTriggerMegabytes,
        boolean activeActive,
        long currentVersion,
        long upgradeVersion,
        boolean tokenWanted,
        @Nullable Path tlsDirectory,
        SortedMap<Integer, Replica> replicas) {

    /** The action of a coordinator on the instance's log. */
    public enum Creation {
        /** Goes on with the log if there is one, else begins it. */
        AUTO,
        /** Goes on with the log, which must be there. */
        RECOVER,
        /** Begins the log, which must not be there. */
        CREATE
    }

    /**
     * One replica.
     *
     * @param receivePort the loopback port on which its coordinator receives from the application
     * @param sendPort the loopback port on which its coordinator sends to the application
     * @param log the location of the log, as for the instance; it is the same log
     */
    public record Replica(int receivePort, int sendPort, LogLocation log) {}

    /** Keeps its own copy of the replicas. */
    public Registration {
        replicas = new TreeMap<>(replicas);
    }

    /** Returns this registration with one replica added or replaced. */
    public Registration withReplica(int number, Replica replica) {
        SortedMap<Integer, Replica> more = new TreeMap<>(replicas);
        more.put(number, replica);
        return new Registration(
                instance,
                log,
                creation,
                pauseAtStart,
                persistLogs,
                logTriggerMegabytes,
                true,
                currentVersion,
                upgradeVersion,
                tokenWanted,
                tlsDirectory,
                more);
    }
}
