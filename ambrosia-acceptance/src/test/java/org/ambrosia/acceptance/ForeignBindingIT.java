package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.ambrosia.acceptance.ForeignBinding.Received;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our coordinator and a binding of another make, byte for byte. */
class ForeignBindingIT {
    private static final String REQUEST_11 = "020b";
    private static final String CHECK_OF_11 = "c7f179c2cb842dda";
    private static final String REQUEST_2 = "0202";
    /** {@code InitialMessage} with the bytes "hi". */
    private static final String INITIAL = "06096869";

    private static final String FORK_TO_SELF = "0e 00 00 00 02 01 0102";
    private static final String FORK = "0c000002010102";
    private static final String CHECK_OF_FORK = "98df832a8857c6de";
    private static final String IMPULSE_TO_SELF = "0e 00 00 00 02 02 0102";
    private static final String IMPULSE = "0c000002020102";
    private static final String FORK_TO_SERVER = "1a 00 0c 736572766572 00 02 01 0102";
    private static final String FORK_TO_CLIENT = "1a 00 0c 636c69656e74 00 02 01 0102";
    private static final String BATCH_OF_TWO = "24 05 04 0e000000020101020e00000002010102";

    @TempDir
    private Path directory;

    private int receivePort;
    private int sendPort;
    private Instance coordinator;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void choosePorts() {
        receivePort = FreePorts.next();
        sendPort = FreePorts.next();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        if (coordinator != null) {
            coordinator.close();
        }
    }

    @Test
    void firstStartRunningCheckpointAndRestart() throws IOException {
        coordinator = coordinate("server", receivePort, sendPort);
        ForeignBinding binding = connect(receivePort, sendPort);

        // First start: 11, answered by 9 and 8 with its bytes; then 9 comes back as the first logged record.
        Received first = binding.receive();
        assertThat(first.id()).isEqualTo(-1);
        assertThat(first.body()).isEqualTo(REQUEST_11);
        assertThat(first.check()).isEqualTo(CHECK_OF_11);
        binding.send(INITIAL + "040812" + "010203040506070809");
        assertRecord(binding.receive(), 0, INITIAL);

        // Normal running: a call to itself comes back without its destination; ids follow each other.
        binding.send(FORK_TO_SELF);
        Received fork = binding.receive();
        assertRecord(fork, 1, FORK);
        assertThat(fork.check()).isEqualTo(CHECK_OF_FORK);
        assertThat(fork.committer()).isEqualTo(first.committer());
        binding.send(BATCH_OF_TWO);
        assertThat(bodies(binding, 2, 2 * FORK.length())).isEqualTo(FORK + FORK);
        binding.send(IMPULSE_TO_SELF);
        Received impulse = binding.receive();
        assertThat(impulse.body()).isEqualTo(IMPULSE);

        // A checkpoint that the binding asks for: 2, answered by 8; nothing comes in between.
        binding.send(REQUEST_2);
        Received request = binding.receive();
        assertThat(request.id()).isEqualTo(-1);
        assertThat(request.body()).isEqualTo(REQUEST_2);
        binding.send(FORK_TO_SELF + "040804" + "0a0b");
        Received behind = binding.receive();
        assertRecord(behind, impulse.id() + 1, FORK);
        binding.send(FORK_TO_SELF);
        assertRecord(binding.receive(), impulse.id() + 2, FORK);
        binding.close();

        // The binding alone is started again: its checkpoint, the records behind it, 11, answered by 8.
        ForeignBinding again = connect(receivePort, sendPort);
        recover(again, "0a0b", impulse.id() + 1, 2);
        String before = newestCheckpoint();
        again.send(FORK_TO_SELF + "04080c" + "010203040506");
        again.send(FORK_TO_SELF);
        assertRecord(again.receive(), impulse.id() + 3, FORK);
        await().until(() -> !newestCheckpoint().equals(before));
        again.close();

        // Both are started again: the call that was made again must not be logged twice.
        coordinator.close();
        coordinator = coordinate("server", receivePort, sendPort);
        ForeignBinding third = connect(receivePort, sendPort);
        recover(third, "010203040506", impulse.id() + 3, 1);
        third.send(FORK_TO_SELF + "04080c" + "060504030201");
        third.send(IMPULSE_TO_SELF);
        assertRecord(third.receive(), impulse.id() + 4, IMPULSE);
    }

    @Test
    void twoBindingsCallEachOtherAndOneStaysAway() throws IOException {
        coordinator = coordinate("server", receivePort, sendPort);
        int clientReceives = FreePorts.next();
        int clientSends = FreePorts.next();
        open.add(coordinate("client", clientReceives, clientSends));
        ForeignBinding server = firstStart(receivePort, sendPort);
        ForeignBinding client = firstStart(clientReceives, clientSends);

        client.send("0e01736572766572" + FORK_TO_SERVER);
        assertRecord(server.receive(), 1, FORK);
        // An answer to a caller needs no AttachTo.
        server.send(FORK_TO_CLIENT);
        assertRecord(client.receive(), 1, FORK);

        // While the server's application is away its coordinator goes on logging, and replays when it is back.
        server.close();
        client.send(FORK_TO_SERVER);
        client.send(FORK_TO_SERVER);
        ForeignBinding back = connect(receivePort, sendPort);
        Received checkpoint = back.receive();
        assertThat(checkpoint.id()).isEqualTo(-2);
        back.receiveRaw(1);
        assertRecord(back.receive(), 0, INITIAL);
        assertRecord(back.receive(), 1, FORK);
        StringBuilder calls = new StringBuilder();
        boolean primary = false;
        while (!primary || calls.length() < 2 * FORK.length()) {
            Received next = back.receive();
            if (next.id() < 0) {
                assertThat(next.body()).isEqualTo(REQUEST_11);
                primary = true;
                back.send(FORK_TO_CLIENT + "040802" + "ff");
            } else {
                calls.append(next.body());
            }
        }
        assertThat(calls).hasToString(FORK + FORK);
        // The call that it had made before was dropped; a new one arrives.
        back.send(FORK_TO_CLIENT);
        assertRecord(client.receive(), 2, FORK);
    }

    @Test
    void nonsenseEndsTheConnectionAndNotTheCoordinator() throws IOException {
        coordinator = coordinate("server", receivePort, sendPort);
        ForeignBinding binding = firstStart(receivePort, sendPort);
        binding.send("02 7e");
        assertThat(binding.isEnded()).isTrue();
        ForeignBinding again = connect(receivePort, sendPort);
        recover(again, "00", 0, 1);
    }

    @Test
    void withoutATokenABindingIsNotTakenUnlessThatIsAllowed() throws IOException {
        coordinator = Ambrosia.coordinate("server")
                .applicationPorts(new BindingPorts(receivePort, sendPort))
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start();
        try (Socket first = ForeignBinding.open(receivePort)) {
            first.setSoTimeout(30_000);
            first.getOutputStream().write(HexFormat.of().parseHex(INITIAL));
            assertThat(isEnded(first)).isTrue();
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private String newestCheckpoint() {
        String[] files = directory
                .resolve("logs")
                .resolve("server")
                .toFile()
                .list((folder, name) -> name.endsWith(".checkpoint"));
        Arrays.sort(files);
        return files[files.length - 1];
    }

    private ForeignBinding firstStart(int receives, int sends) throws IOException {
        ForeignBinding binding = connect(receives, sends);
        assertThat(binding.receive().body()).isEqualTo(REQUEST_11);
        binding.send(INITIAL + "040802" + "00");
        assertRecord(binding.receive(), 0, INITIAL);
        return binding;
    }

    /** Recovery as a binding sees it, up to the request that it answers with a checkpoint. */
    private static void recover(ForeignBinding binding, String checkpoint, long firstId, int records)
            throws IOException {
        Received restored = binding.receive();
        int bytes = checkpoint.length() / 2;
        assertThat(restored.id()).isEqualTo(-2);
        assertThat(restored.check()).isEqualTo("0000000000000000");
        assertThat(restored.body()).isEqualTo(String.format("0408%02x", 2 * bytes));
        assertThat(binding.receiveRaw(bytes)).isEqualTo(checkpoint);
        for (int i = 0; i < records; i++) {
            assertThat(binding.receive().id()).isEqualTo(firstId + i);
        }
        Received primary = binding.receive();
        assertThat(primary.id()).isEqualTo(-1);
        assertThat(primary.body()).isEqualTo(REQUEST_11);
    }

    private static void assertRecord(Received record, long id, String body) {
        assertThat(record.id()).isEqualTo(id);
        assertThat(record.body()).isEqualTo(body);
    }

    /** The bodies of records with consecutive ids, until there are so many digits. */
    private static String bodies(ForeignBinding binding, long firstId, int digits) throws IOException {
        StringBuilder bodies = new StringBuilder();
        for (long id = firstId; bodies.length() < digits; id++) {
            Received record = binding.receive();
            assertThat(record.id()).isEqualTo(id);
            bodies.append(record.body());
        }
        return bodies.toString();
    }

    private ForeignBinding connect(int receives, int sends) throws IOException {
        ForeignBinding binding = ForeignBinding.connect(receives, sends);
        open.add(binding);
        return binding;
    }

    private Instance coordinate(String instance, int receives, int sends) {
        return Ambrosia.coordinate(instance)
                .applicationPorts(new BindingPorts(receives, sends))
                .withoutToken()
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start();
    }
}
