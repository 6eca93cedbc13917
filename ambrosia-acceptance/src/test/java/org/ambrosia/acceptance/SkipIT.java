package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that ends each replica that executes it, and the command by which an operator goes on without it. */
class SkipIT {
    private static final Pattern ADVICE = Pattern.compile("ambrosia (skip -i one --record ([0-9]+) --call ([0-9]+))");

    private static final Pattern ENDLESS = Pattern.compile("ambrosia (skip -i alone --record [0-9]+ --call 0)$");

    @TempDir
    private Path data;

    private final List<Instance> running = new ArrayList<>();

    @BeforeAll
    static void bePatientOnABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @AfterEach
    void closeAll() {
        running.forEach(Instance::close);
    }

    @Test
    void anInstanceGoesOnWithoutACallThatEndsItAndNothingOfThatCallHasLeft() throws InterruptedException {
        TestLedger two = new TestLedger();
        start("two", two, 0);
        TestLedger one = new TestLedger();
        Instance poisoned = start("one", one, 0);
        await().until(one::isPrimary);
        one.type("fork two before");
        await().until(() -> two.seen.contains("before"));
        one.type("poison two");
        String first = advice(poisoned);
        assertThat(skip(first, false)).contains("Nothing is skipped");
        assertThat(advice(start("one", new TestLedger(), 1))).isEqualTo(first);

        assertThat(skip(first, true)).contains("impulse typed(\"poison two\")").contains("It is skipped");
        assertThat(skip(first, true)).contains("skipped already");

        TestLedger zero = new TestLedger();
        start("one", zero, 0);
        TestLedger next = new TestLedger();
        start("one", next, 1);
        await().until(() -> zero.isPrimary() || next.isPrimary());
        TestLedger primary = zero.isPrimary() ? zero : next;
        TestLedger secondary = zero.isPrimary() ? next : zero;
        primary.type("fork two after");
        await().until(() -> two.seen.contains("after"));
        assertThat(two.seen).containsSubsequence("first start", "before", "after");
        assertThat(two.seen).doesNotContain("from a handler that never ends");
        await().untilAsserted(() ->
                assertThat(secondary.seen).contains("fork two after").doesNotContain("poison two"));
        assertThat(primary.seen).doesNotContain("poison two");
    }

    /** It ends nothing; no other call is executed meanwhile. */
    @Test
    void aCallThatNeverReturnsIsToldOfWhileItLastsAndCanBeSkipped() throws InterruptedException {
        TestLedger ledger = new TestLedger();
        Instance handle = start("alone", ledger, 0);
        await().until(ledger::isPrimary);
        ledger.gate = new CountDownLatch(1);
        ledger.type("slow");
        await().until(() -> handle.status().problem().isPresent());
        assertThat(handle.status().problem().orElseThrow()).contains("HandlerSlow", "void typed(");
        await().untilAsserted(() -> assertThat(status()).contains("primary", "HandlerSlow", "void typed("));
        ledger.gate.countDown();
        await().until(() -> handle.status().problem().isEmpty());
        await().untilAsserted(() -> assertThat(status()).doesNotContain("HandlerSlow"));

        ledger.gate = new CountDownLatch(1);
        ledger.type("endless");
        await().until(() -> handle.status().problem().isPresent());
        Matcher advice = ENDLESS.matcher(handle.status().problem().orElseThrow());
        assertThat(advice.find()).isTrue();
        // As a process does that is killed: what it has executed is executed again.
        ledger.gate.countDown();
        handle.close();
        running.remove(handle);
        assertThat(skip(advice.group(1), true))
                .contains("impulse typed(\"endless\")")
                .contains("It is skipped");
        TestLedger next = new TestLedger();
        start("alone", next, 0).awaitServing();
        assertThat(next.seen).contains("slow").doesNotContain("endless");
    }

    private String status() {
        return run(false, List.of("status", "--registry=" + data.resolve("registry")));
    }

    /** The replica ends; its error names the command. */
    private String advice(Instance handle) {
        await().until(() -> handle.status().problem().isPresent());
        String problem = handle.status().problem().orElseThrow();
        assertThat(problem).contains("HandlerExhausted");
        Matcher advice = ADVICE.matcher(problem);
        assertThat(advice.find()).as(problem).isTrue();
        handle.close();
        running.remove(handle);
        return advice.group(1);
    }

    private String skip(String command, boolean yes) {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--log=" + data.resolve("logs"), "--registry=" + data.resolve("registry")));
        if (yes) {
            words.add("--yes");
        }
        return run(!yes, words);
    }

    private String run(boolean asks, List<String> words) {
        Path output = data.resolve("output-" + System.nanoTime());
        try (Program program = Program.start(
                output, "org.ambrosia.runtime/org.ambrosia.runtime.cli.Main", words.toArray(String[]::new))) {
            if (asks) {
                program.type("no");
            }
            program.awaitExit();
            return String.join("\n", program.lines());
        }
    }

    private Instance start(String name, TestLedger ledger, int replica) throws InterruptedException {
        Instance handle = Ambrosia.deploy(name, () -> ledger)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> {
                    settings.checkpointAtClose(Duration.ZERO);
                    if (name.equals("one")) {
                        settings.replica(replica);
                    }
                })
                .start();
        running.add(handle);
        return handle;
    }
}
