package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.contract.Idle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ForgetPeerCommandTest {
    @TempDir
    private Path directory;

    private String said;

    /** A slip of the pen must not pass for a decision. */
    @Test
    void onlyAPeerThatIsKnownSomewhereIsForgotten() throws Exception {
        try (Instance server = deploy("server")) {
            server.awaitServing();
            assertThat(forget("clent")).isEqualTo(3);
            assertThat(said).contains("does not know a peer \"clent\"", "nor does the registry");
            assertThat(forget("server")).isEqualTo(2);
            assertThat(said).contains("can't forget itself");
            try (Instance client = deploy("client")) {
                client.awaitServing();
                assertThat(forget("client")).isZero();
                assertThat(said).contains("\"server\" has forgotten \"client\"");
                assertThat(run("log", "-i=server", "--records")).isZero();
                assertThat(said).contains("calls of client to 0 (forgotten");
            }
        }
    }

    private Instance deploy(String name) {
        return Ambrosia.deploy(name, Idle::new)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(Duration.ZERO))
                .start();
    }

    private int forget(String peer) {
        return run("forget-peer", "-i=server", "--peer=" + peer);
    }

    private int run(String... arguments) {
        StringWriter text = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(text));
        commandLine.setErr(new PrintWriter(text));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--registry=" + directory.resolve("registry"));
        int status = commandLine.execute(all.toArray(String[]::new));
        said = text.toString();
        return status;
    }
}
