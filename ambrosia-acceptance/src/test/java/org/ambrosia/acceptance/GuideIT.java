package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The programs of README, {@code docs/start.md} and {@code docs/coding}: copied out of the pages, built by Maven without a parent, run, killed
 * with SIGKILL and started again.
 */
@ResourceLock(Maven.RESOURCE)
class GuideIT {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final String[] BUILD = {
        "package", "dependency:copy-dependencies", "-DoutputDirectory=target/libraries"
    };

    /** README, and what docs/start.md adds to it. */
    @Nested
    class First {
        @TempDir
        private Path work;

        @Test
        void theReadmesProgramCountsOnAfterAKill() throws IOException {
            UserProject project = UserProject.in(work);
            project.add(Page.read("README.md").files());
            project.build(BUILD);
            countsOnAfterAKill(project, "-cp", UserProject.classPath(), "counter.Main");
        }

        @Test
        void itHasATestAndIsANamedModuleWithWhatStartAdds() throws IOException {
            UserProject project = UserProject.in(work);
            project.add(Page.read("README.md").files());
            project.add(Page.read("docs/start.md").files());
            assertThat(project.build(BUILD))
                    .anyMatch(line -> line.contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0"));
            countsOnAfterAKill(project, "-p", "target/classes:target/libraries", "-m", "counter/counter.Main");
        }

        private void countsOnAfterAKill(UserProject project, String... java) {
            for (int life = 0; life < 3; life++) {
                int wanted = numbers(project).size() + 2;
                try (Program counter = project.start("counter", java)) {
                    awaitThat(counter, () -> numbers(project).size() >= wanted);
                }
            }
            List<Integer> numbers = numbers(project);
            assertThat(numbers).first().isEqualTo(1);
            for (int i = 1; i < numbers.size(); i++) {
                // A kill may hit between a call and the line that shows its result.
                assertThat(numbers.get(i) - numbers.get(i - 1)).isBetween(1, 2);
            }
        }

        private static List<Integer> numbers(UserProject project) {
            return project.printed("counter").stream()
                    .filter(line -> line.matches("\\d+"))
                    .map(Integer::valueOf)
                    .toList();
        }
    }

    /** docs/coding. */
    @Nested
    class Coding {
        private static UserProject project;

        @BeforeAll
        static void build(@TempDir Path work) throws IOException {
            project = UserProject.in(work);
            project.add(Map.of("pom.xml", Page.read("README.md").files().get("pom.xml")));
            project.add(Page.ofCoding().files());
            project.build(BUILD);
        }

        @Test
        void eachTransferIsDoneOnceOrRefused() {
            for (int life = 0; life < 3; life++) {
                int before = lastDone();
                try (Program bank = start("bank", "bank.Bank")) {
                    int wanted = Math.min(before + 20, 90);
                    awaitThat(bank, () -> lastDone() > wanted);
                }
            }
            try (Program bank = start("bank", "bank.Bank")) {
                awaitThat(bank, () -> last(bank, " done, ").matches("100 done, \\d\\d+ refused, alice paid bob 100"));
            }
        }

        private static int lastDone() {
            String last = project.printed("bank").stream()
                    .filter(line -> line.contains(" done, "))
                    .reduce("", (one, other) -> other);
            return last.isEmpty() ? 0 : Integer.parseInt(last.substring(0, last.indexOf(' ')));
        }

        @Test
        void eachLineThatWasTypedIsThereAfterAKill() {
            try (Program notes = start("notes", "notes.Main")) {
                notes.type("one");
                notes.type("two");
                awaitThat(notes, () -> last(notes, "[").equals("[one, two]"));
            }
            try (Program notes = start("notes", "notes.Main")) {
                notes.type("three");
                awaitThat(notes, () -> last(notes, "[").equals("[one, two, three]"));
            }
        }

        @Test
        void aRequestThatWasNotAnsweredIsMadeAgainWithTheSameKey() throws IOException {
            try (RestService service = new RestService()) {
                try (Program rest = start("rest", "outside.Rest", service.address(), "a-book")) {
                    awaitThat(
                            rest,
                            () -> service.requests().size() == 1 && rest.lines().contains("placed 1"));
                }
                try (Program rest = start("rest", "outside.Rest", service.address())) {
                    awaitThat(rest, () -> rest.lines().contains("answers 200:thanks"));
                }
                try (Program rest = start("rest", "outside.Rest", service.address(), "a-pen")) {
                    awaitThat(rest, () -> rest.lines().contains("answers 200:thanks 200:thanks"));
                }
                assertThat(service.requests()).containsExactly("orders-1 a-book", "orders-1 a-book", "orders-2 a-pen");
            }
        }

        @Test
        void mailIsSentAgainWithTheSameIdIfItsServerWasDown() throws IOException {
            try (MailServer server = new MailServer()) {
                String port = Integer.toString(server.port());
                server.refuse(true);
                try (Program mail = start("mail", "outside.Mail", "localhost", port, "Thank you.")) {
                    awaitThat(mail, () -> mail.lines().stream().anyMatch(line -> line.contains("orders-1 failed")));
                }
                server.refuse(false);
                try (Program mail = start("mail", "outside.Mail", "localhost", port)) {
                    awaitThat(mail, () -> mail.lines().contains("answers mailed:orders-1"));
                }
                assertThat(server.messages())
                        .containsExactly("Message-ID: <orders-1@example.com>\nSubject: Your order\n\nThank you.");
            }
        }

        @Test
        void whatBecomesDueWhileNoProcessIsThereHappensAfterwards() {
            try (Program reminder = start("reminder", "reminder.Main", "first", "second")) {
                awaitThat(reminder, () -> reminder.lines().contains("durable"));
            }
            try (Program reminder = start("reminder", "reminder.Main")) {
                awaitThat(reminder, () -> reminder.lines().contains("due first second"));
            }
        }

        private static Program start(String output, String... mainAndArguments) {
            String[] java = new String[mainAndArguments.length + 2];
            java[0] = "-cp";
            java[1] = UserProject.classPath();
            System.arraycopy(mainAndArguments, 0, java, 2, mainAndArguments.length);
            return project.start(output, java);
        }
    }

    private static String last(Program program, String part) {
        return program.lines().stream().filter(line -> line.contains(part)).reduce("", (one, other) -> other);
    }

    private static void awaitThat(Program program, Callable<Boolean> condition) {
        await().atMost(DEADLINE)
                .failFast(() -> {
                    if (!program.isAlive()) {
                        throw new AssertionError("The program has ended: " + String.join("\n", program.lines()));
                    }
                })
                .until(condition);
    }
}
