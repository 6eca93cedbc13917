package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.contract.Idle;
import org.ambrosia.runtime.thread.TappedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    private static final String REHEARSES = "ambrosia-server-rehearsal";

    @TempDir
    private Path directory;

    /** What is rehearsed has come: the processor is wanted for it, and a line that says so later would be about nothing. */
    @Test
    @Timeout(120)
    void aStandbyThatHasBecomePrimaryRehearsesNoLonger() throws InterruptedException {
        List<String> told = new CopyOnWriteArrayList<>();
        List<InstanceNode> nodes = new ArrayList<>();
        try (TappedLog rehearsals = new TappedLog(Rehearsal.class.getName(), told::add);
                TappedLog roles = new TappedLog(InstanceNode.class.getName(), told::add)) {
            assertThat(rehearsals).isNotSameAs(roles);
            for (int replica = 0; replica < 3; replica++) {
                nodes.add(start(replica));
                InstanceNode started = nodes.get(replica);
                ReplicaRole role = List.of(ReplicaRole.PRIMARY, ReplicaRole.CHECKPOINTER, ReplicaRole.STANDBY)
                        .get(replica);
                await().until(() -> started.status().role().orElseThrow() == role);
                if (replica == 0) {
                    started.awaitServing();
                }
            }
            await().until(RehearsalTest::isRehearsing);
            nodes.get(0).close();
            nodes.get(2).awaitServing();
            await().until(() -> !isRehearsing());
        } finally {
            nodes.forEach(InstanceNode::close);
        }
        int primary = lastIndex(told, "Replica 2 of \"server\"", "is the primary");
        assertThat(primary).as("%s", told).isNotNegative();
        assertThat(lastIndex(told, "has rehearsed")).isLessThan(primary);
    }

    private static int lastIndex(List<String> told, String... words) {
        for (int i = told.size() - 1; i >= 0; i--) {
            String line = told.get(i);
            if (List.of(words).stream().allMatch(line::contains)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isRehearsing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals(REHEARSES));
    }

    private InstanceNode start(int replica) {
        InstanceConfig config = InstanceConfig.builder("server")
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .replica(replica)
                .lease(Duration.ofSeconds(20))
                .build();
        return InstanceNode.start(config, new Idle(), List.of());
    }
}
