package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples as processes, as a user runs them, interrupted and started again. */
class HelloWorldIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String SERVER = "org.ambrosia.helloworld.server/org.ambrosia.helloworld.server.Main";
    private static final String CLIENT = "org.ambrosia.helloworld.client/org.ambrosia.helloworld.client.Main";

    @TempDir
    private Path data;

    private Program server;
    private Program client;

    @BeforeEach
    void startServer() {
        server = Program.start(data.resolve("server.log"), SERVER, data.toString());
        server.await(lines -> lines.contains("The server is ready."));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void client1SendsExactlyThreeMessagesThoughItIsKilled() {
        startClient("1");
        awaitReceived(1);
        awaitClient("Press Enter to go on", 1);
        client.kill();
        startClient("1");
        awaitClient("Press Enter to go on", 2);
        client.type("");
        awaitReceived(3);
        client.type("");
        assertThat(client.awaitExit()).isZero();
        assertThat(received()).containsExactly("Hello World 1!", "Hello World 2!", "Hello World 3!");
    }

    @Test
    void client2SendsEachLineOnceAndDoesNotAskForItAgain() {
        startClient("2");
        awaitClient("Enter a message", 1);
        client.type("one");
        client.type("two");
        awaitReceived(2);
        client.kill();
        startClient("2");
        awaitClient("Enter a message", 2);
        client.type("three");
        awaitReceived(3);
        client.type("");
        assertThat(client.awaitExit()).isZero();
        assertThat(received()).containsExactly("one", "two", "three");
    }

    @Test
    void anErrorThatEndsAClientIsPrintedOnce() throws IOException {
        Files.writeString(data.resolve("logs").resolve("client"), "where a directory belongs");
        startClient("1");
        assertThat(client.awaitExit()).isEqualTo(1);
        assertThat(client.lines())
                .filteredOn(line -> line.contains("[Ambrosia/"))
                .hasSize(1);
        assertThat(client.lines()).as("a stack trace").noneMatch(line -> line.startsWith("\tat "));
    }

    @Test
    void client3IsToldHowManyMessagesTheServerHas() {
        startClient("3");
        assertThat(client.awaitExit()).isZero();
        assertThat(client.lines())
                .contains(
                        "Client: the server has processed 1 messages.", "Client: the server has processed 2 messages.");
        assertThat(received()).containsExactly("Hello World 1!", "Hello World 2!");
    }

    @Test
    void aProgramThatIsNoInstanceSaysHi() {
        client = Program.command(
                data.resolve("hi.log"),
                data,
                Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "AMBROSIA_REGISTRY",
                        data.resolve("registry").toString()),
                List.of(ROOT.resolve("bin/ambrosia").toString(), "helloworld-hi"));
        assertThat(client.awaitExit()).as("what it says is %s", client.lines()).isZero();
        awaitReceived(1);
        assertThat(received()).containsExactly("hi");
    }

    private void startClient(String number) {
        client = Program.start(data.resolve("client.log"), CLIENT, number, data.toString());
    }

    private void awaitReceived(int count) {
        server.await(lines -> received().size() >= count);
    }

    private void awaitClient(String words, int times) {
        client.await(
                lines -> lines.stream().filter(line -> line.contains(words)).count() >= times);
    }

    private List<String> received() {
        String banner = "!! SERVER RECEIVED MESSAGE ";
        return server.lines().stream()
                .filter(line -> line.startsWith(banner))
                .map(line -> line.substring(banner.length()))
                .toList();
    }
}
