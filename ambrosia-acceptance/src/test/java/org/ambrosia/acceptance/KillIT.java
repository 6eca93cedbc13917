package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A stream of 100,000 numbered calls between two processes, either of which is killed with SIGKILL again and again: none is
 * lost, none comes twice, none out of order, and both end in the state that they have without any fault.
 */
class KillIT {
    private static final int KILLS = Integer.getInteger("ambrosia.kills", 50);
    private static final String MAIN = "org.ambrosia.acceptance/org.ambrosia.acceptance.Main";

    private Path data;
    private Program sender;
    private Program receiver;

    @Test
    void everyCallArrivesOnceAndInOrderUnderKillMinus9() throws IOException {
        long seed = Long.getLong("ambrosia.seed", System.nanoTime());
        System.out.println("Kills from seed " + seed);
        List<String> withoutFaults = run("quiet", 1, new Random(seed), 0);
        List<String> withKills = run("kills", 8, new Random(seed), KILLS);
        assertThat(withKills).isEqualTo(withoutFaults);
        assertThat(withKills.get(1)).contains("last=100000 count=100000").contains("wrong=[]");
        assertThat(withKills.get(0)).doesNotContain("-");
    }

    /** Runs the whole stream; returns the final states of sender and receiver. */
    private List<String> run(String name, int pauseMillis, Random random, int kills) throws IOException {
        data = Path.of("target", "kill-it", name + "-" + System.nanoTime());
        Files.createDirectories(data);
        TreeSet<Long> thresholds = new TreeSet<>();
        while (thresholds.size() < kills) {
            thresholds.add(random.nextLong(100, Main.TOTAL - 1_000));
        }
        try {
            receiver = start("receiver", pauseMillis);
            sender = start("sender", pauseMillis);
            for (long threshold : thresholds) {
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> progress() >= threshold);
                boolean killSender = random.nextBoolean();
                if (killSender || random.nextInt(4) == 0) {
                    sender.kill();
                    sender = start("sender", pauseMillis);
                }
                if (!killSender) {
                    receiver.kill();
                    receiver = start("receiver", pauseMillis);
                }
            }
            await().atMost(Duration.ofMinutes(2)).until(() -> last("SENDER") != null && last("RECEIVER") != null);
            assertThat(sender.isAlive()).isTrue();
            assertThat(receiver.isAlive()).isTrue();
            return List.of(last("SENDER"), last("RECEIVER"));
        } finally {
            sender.close();
            receiver.close();
        }
    }

    private Program start(String role, int pauseMillis) {
        return Program.start(data.resolve(role + ".log"), MAIN, role, data.toString(), Integer.toString(pauseMillis));
    }

    private long progress() {
        assertThat(sender.isAlive())
                .as("the sender, whose output is %s", sender.lines())
                .isTrue();
        assertThat(receiver.isAlive())
                .as("the receiver, whose output is %s", receiver.lines())
                .isTrue();
        return receiver.lines().stream()
                .filter(line -> line.startsWith("PROGRESS "))
                .mapToLong(line -> Long.parseLong(line.substring(9)))
                .max()
                .orElse(0);
    }

    private String last(String prefix) {
        Program program = prefix.equals("SENDER") ? sender : receiver;
        return program.lines().stream()
                .filter(line -> line.startsWith(prefix + " "))
                .reduce((first, second) -> second)
                .orElse(null);
    }
}
