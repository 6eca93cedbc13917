package org.ambrosia.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.file.Environment;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.junit.jupiter.api.Test;

/** A log and a copy of it on a machine that can't be told from the first. */
class CopiedLogTest {
    private static final Instant DATE = Instant.parse("2026-11-28T00:00:00Z");

    /** As of two machines that were cloned and are started together; peers tell the two by their epochs only. */
    @Test
    void aLogAndItsCopyThatGoOnInTheSameSecondHaveEpochsOfTheirOwn() {
        SimDisk disk = new SimDisk();
        try (BlockingLog log = open(disk, 0)) {
            log.checkpoint(0, new byte[1], new byte[1]);
            log.begin(0, 0);
        }
        SimDisk copied = disk.copy();
        try (BlockingLog original = open(disk, 5_100);
                BlockingLog copy = open(copied, 5_200)) {
            assertThat(copy.identity().epoch()).isNotEqualTo(original.identity().epoch());
        }
    }

    private static BlockingLog open(SimDisk disk, long millis) {
        InstantSource clock = InstantSource.fixed(DATE.plusMillis(millis));
        Environment environment = new Environment(
                clock,
                () -> millis * 1_000_000,
                new Random(1),
                Runnable::run,
                new SimSharedFiles().of(new Object()),
                0);
        return BlockingLog.lead(
                new FileLogEngine(disk.root().resolve("logs"), environment),
                LogSettings.of(InstanceConfig.builder("server").build()),
                environment.nanoTime());
    }
}
