package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.StoredRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A log that several replicas share. */
class SharedLogTest {
    @TempDir
    private Path directory;

    @Test
    void ofTwoThatSawTheSameVacancyOneClaimsAndDeposesNobody() {
        try (TestLog checkpointer = startOfReplicas();
                TestLog one = join(2);
                TestLog other = join(3)) {
            assertThat(checkpointer.leadership().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
            assertThat(one.isVacant()).isTrue();
            assertThat(other.isVacant()).isTrue();
            assertThat(one.claim()).isTrue();
            assertThat(other.claim()).isFalse();
            assertThat(one.read(0)).isEmpty();
            one.begin(1, 0);
            assertThat(other.newest()).as("reads the new primary's manifest").isPresent();
            assertThat(other.claim()).isFalse();
            one.leadership().check();
            assertThat(other.isVacant()).isFalse();
            assertThat(other.claim()).isFalse();
        }
    }

    /** It looks at the time between the look for a manifest and the look for a primary. */
    @Test
    void whoFoundNothingAndStoodStillJoinsWhatWasBegunMeanwhile() {
        Environment system = Environment.ofSystem();
        AtomicLong begun = new AtomicLong();
        LongSupplier standsStill = () -> {
            if (begun.get() == 0) {
                try (TestLog other = join(1)) {
                    begun.set(other.identity().incarnation());
                    other.checkpoint(0, new byte[] {1}, new byte[] {2});
                    other.begin(0, 0);
                    other.append(0, 100);
                }
            }
            return System.nanoTime();
        };
        Environment environment = new Environment(
                system.clock(), standsStill, system.random(), system.background(), system.shared(), system.pid());
        try (TestLog late = new TestEngine(environment).join(replica(0))) {
            assertThat(late.identity().incarnation()).isEqualTo(begun.get());
            assertThat(late.isVacant()).isTrue();
            assertThat(late.claim()).isTrue();
            assertThat(late.read(0)).hasSize(1);
        }
    }

    /** The first replica begins the log, another one takes the checkpoints, and the first ends. */
    private TestLog startOfReplicas() {
        try (TestLog primary = join(0)) {
            primary.checkpoint(0, new byte[] {1}, new byte[] {2});
            primary.begin(0, 0);
            return join(1);
        }
    }

    @Test
    void whoTakesOverReadsWhatWasWrittenSinceItLookedLast() {
        List<Long> read = new ArrayList<>();
        try (TestLog primary = join(0)) {
            primary.checkpoint(0, new byte[] {1}, new byte[] {2});
            primary.begin(0, 0);
            primary.append(0, 100);
            try (TestLog checkpointer = join(1);
                    TestLog standby = join(2);
                    LogReader reader = standby.reader(0)) {
                assertThat(checkpointer.leadership().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
                assertThat(reader.next().sequence()).isZero();
                assertThat(reader.next()).isNull();
                for (int i = 1; i <= 3; i++) {
                    primary.append(i, 600 << 10);
                }
                primary.leadership().release();
                assertThat(standby.isVacant()).isTrue();
                assertThat(standby.claim()).isTrue();
                for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                    read.add(each.sequence());
                }
                assertThat(read).containsExactly(1L, 2L, 3L);
                assertThat(reader.atEnd()).isTrue();
            }
        }
    }

    /** An instance without replicas may be started elsewhere while it runs: who follows spills calls already. */
    @Test
    void whatAnotherProcessHasSpilledIsKeptAsLongAsItLives() throws IOException {
        InstanceConfig alone = InstanceConfig.builder("one").log(directory).build();
        LogFiles files = new LogFiles(directory.resolve("one"));
        Environment system = Environment.ofSystem();
        try (TestLog primary = new TestEngine().open(alone)) {
            try (Members other = Members.join(files, system, "other", 0, true).orElseThrow();
                    SpillFiles spill = new SpillFiles(files, other.number(), true, nobody -> false, system.random())) {
                SpillPlace place = spill.write("server", new byte[] {1}, 1);
                primary.log().spill().retain(List.of());
                assertThat(spill.read(place)).containsExactly(1);
            }
            primary.log().spill().retain(List.of());
            assertThat(files.numbers(LogFiles.SPILL)).isEmpty();
        }
    }

    /** It stored a checkpoint, looked whether it was replaced, and stood still; meanwhile it was. */
    @Test
    void aPrimaryThatWasReplacedDeletesNothingThatItsSuccessorMayNeed() throws IOException {
        LogFiles files = new LogFiles(directory.resolve("one"));
        try (TestLog primary = join(0)) {
            for (int i = 0; i < 4; i++) {
                primary.checkpoint(0, new byte[] {1}, new byte[] {2});
                primary.begin(i, 0);
            }
            Files.copy(
                    files.checkpoint(files.places(LogFiles.CHECKPOINT).first()),
                    files.checkpoint(files.places(LogFiles.SEGMENT).last()));
        }
        Manifest old = Manifest.newest(files).orElseThrow();
        old.writtenBy(old.reign() + 1, old.epoch() + 1).write(files.manifest(old.reign() + 1), 1);
        new FileCheckpoints(files, null, 1, 1, null).retain(old);
        assertThat(files.places(LogFiles.CHECKPOINT)).hasSize(2);
        assertThat(files.places(LogFiles.SEGMENT)).hasSize(4);
    }

    /** A cleaner, or a copy that deletes, may take it away; another process could claim the log then, and would find nobody to tell. */
    @Test
    @Timeout(30)
    void aPrimaryWhoseReignWasDeletedEndsAndNoneClaimsTheLogBefore() throws IOException {
        try (TestLog standby = startOfReplicas()) {
            assertThat(standby.isVacant()).isTrue();
            try (TestLog primary = join(2)) {
                assertThat(primary.isVacant()).isTrue();
                assertThat(primary.claim()).isTrue();
                assertThat(primary.read(0)).isEmpty();
                primary.begin(1, 0);
                primary.append(0, 100);
                assertThat(standby.newest()).isPresent();
                Files.delete(new LogFiles(directory.resolve("one")).reign(2));
                assertThat(standby.isVacant()).isFalse();
                assertThat(standby.claim()).isFalse();
                assertThat(endOf(primary)).hasMessageContaining(".reign");
            }
            assertThat(standby.isVacant()).isTrue();
            assertThat(standby.claim()).isTrue();
            assertThat(standby.read(0)).containsExactly(0L);
        }
    }

    /** It was claimed on a machine that does not share its memory with this one. */
    @Test
    @Timeout(30)
    void aPrimaryEndsOnAHigherReignOfWhichItWasNotTold() throws IOException {
        try (TestLog primary = join(0)) {
            primary.checkpoint(0, new byte[] {1}, new byte[] {2});
            primary.begin(0, 0);
            Files.write(new LogFiles(directory.resolve("one")).reign(2), new byte[4096]);
            assertThat(endOf(primary).tag()).isEqualTo(ErrorTag.FENCED);
        }
    }

    /** The system takes all locks of a file from a process that closes any channel of it. */
    @Test
    @Timeout(120)
    void aReplicaKeepsItsNumberThoughItsProcessCopiesTheLog() throws IOException, InterruptedException {
        try (TestLog replica = startOfReplicas()) {
            assertThat(joinInAnotherProcess(1)).contains("LogInUse");
            Path member = new LogFiles(directory.resolve("one")).member(1);
            Files.copy(member, directory.resolve("copy"));
            String other = "";
            for (int attempt = 0; attempt < 20 && !other.contains("LogInUse"); attempt++) {
                replica.leadership().renew();
                other = joinInAnotherProcess(1);
            }
            assertThat(other).contains("LogInUse");
            replica.leadership().check();
        }
    }

    private String joinInAnotherProcess(int replica) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(File.pathSeparator, "target/classes", "target/test-classes"),
                        JoiningProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(replica))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Beats, as a primary does, until it may not go on. */
    private static LogException endOf(TestLog primary) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            assertThat(System.nanoTime() - deadline).as("goes on").isNegative();
            primary.leadership().renew();
            try {
                primary.leadership().check();
            } catch (LogException ended) {
                return ended;
            }
            Thread.onSpinWait();
        }
    }

    /** Only the collector unmaps what was mapped; a process that looks twice a second for days must not count on it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void lookingForOthersMapsEachFileOnceAndNoneOfProcessesThatEnded() throws IOException {
        try (TestLog primary = join(0)) {
            primary.checkpoint(0, new byte[] {1}, new byte[] {2});
            primary.begin(0, 0);
            join(2).close();
            join(3).close();
            try (TestLog standby = join(4)) {
                standby.membership().publish(ReplicaRole.STANDBY, 7);
                long before = mappedMembers();
                for (int i = 0; i < 300; i++) {
                    assertThat(primary.membership().furthestStandby()).isEqualTo(7);
                    standby.membership().takeCheckpointing(System.nanoTime());
                }
                assertThat(mappedMembers() - before).isLessThan(5);
            }
        }
    }

    private static long mappedMembers() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(each -> each.endsWith(".member") || each.endsWith("checkpointer"))
                    .count();
        }
    }

    /** All arguments are in the log, and all state in a checkpoint. */
    @Test
    void everyFileIsItsOwnersOnly() throws IOException {
        try (TestLog log = join(0)) {
            log.checkpoint(0, new byte[] {1}, new byte[] {2});
            log.begin(0, 0);
            log.log().spill().write("other", new byte[] {1}, 1);
            log.leadership().requestHandover();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("one"))))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(directory.resolve("one"))) {
                assertThat(files.toList())
                        .hasSizeGreaterThan(5)
                        .allSatisfy(
                                each -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                                        .as(each.toString())
                                        .isEqualTo("rw-------"));
            }
        }
    }

    private TestLog join(int replica) {
        return new TestEngine().join(replica(replica));
    }

    private InstanceConfig replica(int replica) {
        return InstanceConfig.builder("one").log(directory).replica(replica).build();
    }
}
