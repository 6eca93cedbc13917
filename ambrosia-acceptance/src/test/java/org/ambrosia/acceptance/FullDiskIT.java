package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance that may write no more ends itself, and goes on when it may: nothing is lost. */
class FullDiskIT {
    private static final String MAIN = "org.ambrosia.acceptance/org.ambrosia.acceptance.Main";

    /** No file may grow beyond this; a stand-in for a full disk that every Linux user may set up. */
    private static final int MOST_KIB = 200;

    @TempDir
    private Path data;

    @Test
    void anInstanceWithoutRoomEndsItselfAndGoesOnWhenThereIsRoom() {
        Path receiverLog = data.resolve("receiver.log");
        List<String> limited = List.of("bash", "-c", "ulimit -f " + MOST_KIB + "; exec \"$@\"", "limited");
        try (Program sender = Program.start(data.resolve("sender.log"), MAIN, "sender", data.toString(), "1")) {
            try (Program receiver = Program.start(receiverLog, limited, MAIN, "receiver", data.toString(), "1")) {
                assertThat(receiver.awaitExit()).isNotZero();
                assertThat(receiver.lines()).anyMatch(line -> line.contains("[Ambrosia/LogUnavailable]"));
            }
            try (Program receiver = Program.start(receiverLog, MAIN, "receiver", data.toString(), "1")) {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> receiver.lines().stream()
                                .anyMatch(line -> line.startsWith("RECEIVER last=100000 count=100000")
                                        && line.endsWith("wrong=[]")));
            }
            assertThat(sender.isAlive()).isTrue();
        }
    }
}
