package org.ambrosia.simulator.cluster;

import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogEngine;

/** The production log on the disk of a seat's machine, in virtual time. */
record SimLogs(Cluster cluster, Seat seat) {
    LogSettings settings() {
        InstanceConfig.Builder config = InstanceConfig.builder(seat.machine().name())
                .lease(cluster.settings().lease())
                .checkpointerTimeout(cluster.settings().checkpointerTimeout());
        if (seat.machine().isReplicated()) {
            config.replica(seat.replica());
        }
        return LogSettings.of(config.build());
    }

    /** The engine as a process has it. */
    FileLogEngine engine(SimProcess process) {
        Environment environment = new Environment(
                seat.clock(),
                seat.clock()::nanos,
                cluster.scheduler().random(),
                Runnable::run,
                seat.machine().shared().of(process, seat.memory()),
                seat.replica());
        return new FileLogEngine(seat.machine().disk().root().resolve("logs"), environment);
    }
}
