package org.ambrosia.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.contract.Idle;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A peer that refuses an instance is told from one that is idle or down. */
class RefusedPeerStatusTest {
    @TempDir
    private Path directory;

    private String output = "";

    @Test
    void aPeerThatRefusesIsShownWithItsReasonUntilItDoesNot() throws Exception {
        try (Instance server = deploy()) {
            server.awaitServing();
            try (Socket peer = dial(server)) {
                send(peer, new PeerFrame.Refused(PeerFrame.Reason.HISTORY, "it was restored"));
                await().until(() -> run("status") == 10);
                assertThat(output)
                        .contains("refused: HistoryDiffers, 0 calls unconfirmed")
                        .contains("\"server\" can have no link to \"client\" (HistoryDiffers)");
                assertThat(client().get("refused").getAsString()).isEqualTo("HistoryDiffers");
                assertThat(client().get("linked").getAsBoolean()).isFalse();
                assertThat(server.status().problem())
                        .get()
                        .asString()
                        .contains("[Ambrosia/HistoryDiffers]", "\"client\"");
                assertThat(server.status().serving()).isTrue();
            }
            try (Socket peer = dial(server)) {
                send(peer, new PeerFrame.Resume(Position.START));
                await().atMost(Duration.ofSeconds(20)).until(() -> run("status") == 0);
                assertThat(client().has("refused")).isFalse();
                assertThat(server.status().isHealthy()).isTrue();
            }
        }
    }

    private static Socket dial(Instance server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        send(socket, new PeerFrame.Hello(PeerFrame.VERSION, "client", "server", 9, 1));
        return socket;
    }

    private static void send(Socket socket, PeerFrame frame) throws IOException {
        socket.getOutputStream().write(FrameFormat.encode(frame));
    }

    private Instance deploy() {
        return Ambrosia.deploy("server", Idle::new)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(Duration.ZERO))
                .start();
    }

    private JsonObject client() {
        run("status", "--json");
        JsonObject row = JsonParser.parseString(output).getAsJsonArray().get(0).getAsJsonObject();
        assertThat(row.keySet()).allMatch(key -> key.matches("[a-z]+([A-Z][a-z]+)*"));
        return row.getAsJsonObject("peers").getAsJsonObject("client");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--registry=" + directory.resolve("registry"));
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int status = commandLine.execute(all.toArray(String[]::new));
        output = out.toString();
        return status;
    }
}
