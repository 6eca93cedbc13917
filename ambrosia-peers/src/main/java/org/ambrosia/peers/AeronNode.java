package org.ambrosia.peers;

import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import java.io.File;
import java.nio.file.Path;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.ambrosia.benchmarks.process.SharedMemory;

/** An Aeron Cluster of one node that syncs its log, with a service in it. */
final class AeronNode {
    private static final int PORTS = 5;

    private AeronNode() {}

    /**
     * Runs until killed.
     *
     * @param args {@code directory port}; five ports from there on are used
     */
    static void run(String[] args, ClusteredService clustered) {
        String directory = args[0];
        int port = Integer.parseInt(args[1]);
        StringBuilder members = new StringBuilder("0");
        for (int i = 0; i < PORTS; i++) {
            members.append(",localhost:").append(port + i);
        }
        String archiveControl = "aeron:udp?endpoint=localhost:" + (port + PORTS - 1);
        Path memory = SharedMemory.of(Path.of(directory)).resolve("driver");
        String driver = memory.toString();
        ShutdownSignalBarrier ended = new ShutdownSignalBarrier();
        AeronArchive.Context archive = new AeronArchive.Context()
                .controlRequestChannel("aeron:ipc")
                .controlResponseChannel("aeron:ipc")
                .aeronDirectoryName(driver);
        try (ClusteredMediaDriver node = ClusteredMediaDriver.launch(
                        AeronSettings.driver(memory),
                        new Archive.Context()
                                .aeronDirectoryName(driver)
                                .archiveDir(new File(directory, "archive"))
                                .controlChannel(archiveControl)
                                .localControlChannel("aeron:ipc")
                                .recordingEventsEnabled(false)
                                .threadingMode(AeronSettings.archiveThreading())
                                .idleStrategySupplier(AeronSettings::idle)
                                .fileSyncLevel(AeronSettings.SYNC_DATA_AND_LENGTH)
                                .catalogFileSyncLevel(AeronSettings.SYNC_DATA_AND_LENGTH)
                                .replicationChannel("aeron:udp?endpoint=localhost:0"),
                        new ConsensusModule.Context()
                                .aeronDirectoryName(driver)
                                .clusterDir(new File(directory, "cluster"))
                                .idleStrategySupplier(AeronSettings::idle)
                                .fileSyncLevel(AeronSettings.SYNC_DATA_AND_LENGTH)
                                .clusterMemberId(0)
                                .clusterMembers(members.toString())
                                .ingressChannel(AeronSettings.INGRESS)
                                .logChannel(AeronSettings.LOG)
                                .replicationChannel("aeron:udp?endpoint=localhost:0")
                                .archiveContext(archive.clone()));
                ClusteredServiceContainer service =
                        ClusteredServiceContainer.launch(new ClusteredServiceContainer.Context()
                                .aeronDirectoryName(driver)
                                .clusterDir(new File(directory, "cluster"))
                                .archiveContext(archive.clone())
                                .idleStrategySupplier(AeronSettings::idle)
                                .clusteredService(clustered))) {
            System.out.println("READY " + node.consensusModule().context().clusterId() + " "
                    + service.context().serviceId());
            ended.await();
        }
    }
}
