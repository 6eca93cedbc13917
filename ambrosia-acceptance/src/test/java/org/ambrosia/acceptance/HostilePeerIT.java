package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that may have links and say on them whatever they like, for as many frames as {@code -Dambrosia.frames} says, while honest ones
 * call the same instance and are called by it. The instance does not end, no result is forged, memory is bounded, and the honest are
 * served throughout; when it is killed at last, it executes its log again.
 */
class HostilePeerIT {
    private static final long FRAMES = Long.getLong("ambrosia.frames", 50_000);
    private static final int PEERS = 2;
    private static final int SILENT = 400;
    private static final long MAX_HEAP_BYTES = 200L << 20;
    private static final long MAX_LOG_BYTES = 4L << 20;
    private static final long MAX_LATENCY_MILLIS = 20_000;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Pattern STATE = Pattern.compile("STATE heap=(\\d+) serving=(\\w+) (.*)");

    @TempDir
    private Path data;

    private final long secret = System.nanoTime() * 0x9e3779b97f4a7c15L;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Latencies outside = new Latencies();
    private final List<String> wrong = new ArrayList<>();
    private volatile boolean stopped;
    private Path authorized;
    private Program vault;

    @AfterEach
    void closeAll() throws Exception {
        stopped = true;
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest(name = "with TLS: {0}")
    @ValueSource(booleans = {false, true})
    void honestPeersAreServedWhateverOthersSend(boolean tls) throws Exception {
        long seed = Long.getLong("ambrosia.seed", System.nanoTime());
        System.out.println("Frames from seed " + seed + ", with TLS: " + tls);
        authorized = tls ? authorize() : null;
        int port = startVault();
        TestTeller teller = startTeller();
        teller.begin();
        await().atMost(LONG).until(() -> teller.proved() > 0 && teller.latencies.count() > 0);
        Thread caller = new Thread(this::callFromOutside, "outside");
        caller.start();
        Thread silent = new Thread(() -> saySilent(port), "silent");
        silent.start();

        long begin = System.nanoTime();
        List<HostilePeer> peers = attack(seed, port, teller, tls);
        double seconds = (System.nanoTime() - begin) / 1e9;
        stopped = true;
        teller.stop();
        caller.join();
        silent.join();
        await().atMost(LONG).until(teller::isIdle);
        report(peers, teller, seconds);

        for (HostilePeer each : peers) {
            assertThat(each.failure()).as("seed %d", seed).isNull();
            assertThat(each.answers()).isPositive();
        }
        assertThat(teller.wrong).isEmpty();
        assertThat(wrong).isEmpty();
        assertThat(outside.count()).isPositive();
        assertThat(teller.latencies.longestMillis()).isLessThan(MAX_LATENCY_MILLIS);
        assertThat(outside.longestMillis()).isLessThan(MAX_LATENCY_MILLIS);
        assertVaultIsWell(teller);
        assertThat(heapBytes()).isLessThan(MAX_HEAP_BYTES);
        assertThat(Files.size(data.resolve("vault.log"))).isLessThan(MAX_LOG_BYTES);

        vault.kill();
        startVault();
        assertVaultIsWell(teller);
    }

    /** Each deposit came once, each proof is right, and none is missing. */
    private void assertVaultIsWell(TestTeller teller) {
        List<String> lines = vault.lines();
        assertThat(vault.isAlive())
                .as("the vault, which said last %s", lines.subList(Math.max(0, lines.size() - 20), lines.size()))
                .isTrue();
        String deposits = "deposits={0=" + teller.latencies.count() + ", 1=" + outside.count() + "}";
        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(states().get(states().size() - 1).group(3))
                                .contains(deposits)
                                .endsWith("wrong=[]"));
        assertThat(states()).allSatisfy(each -> assertThat(each.group(2)).isEqualTo("true"));
    }

    private List<HostilePeer> attack(long seed, int port, TestTeller teller, boolean tls) throws Exception {
        List<HostilePeer> peers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            String name = "evil" + i;
            PeerSockets sockets = tls ? new PeerSockets(data.resolve("tls-evil")) : new PeerSockets();
            peers.add(new HostilePeer(seed + i, name, sockets, tls, port, FRAMES / PEERS, teller::proved));
            threads.add(new Thread(peers.get(i), name));
            ServerSocket dialled = sockets.listen();
            open.add(dialled);
            Files.writeString(
                    data.resolve("registry").resolve(name + ".location"),
                    "127.0.0.1\n" + dialled.getLocalPort() + "\n");
            Thread answers = new Thread(() -> HostilePeer.answer(dialled, name, seed), name + "-answers");
            answers.setDaemon(true);
            answers.start();
        }
        threads.forEach(Thread::start);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120 + FRAMES / 5_000);
        for (Thread each : threads) {
            each.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            assertThat(each.isAlive()).as("not done in time (seed %d)", seed).isFalse();
        }
        return peers;
    }

    /** One call after the other, and one client after the other. */
    private void callFromOutside() {
        long number = 0;
        while (!stopped) {
            try (AmbrosiaClient client = Ambrosia.client()
                    .registryDirectory(data.resolve("registry"))
                    .with(settings -> tls("ambrosia-client").ifPresent(settings::tlsDirectory))
                    .start()) {
                VaultClient vault = VaultClient.of(client, "vault");
                for (int i = 0; i < 200 && !stopped; i++) {
                    long begin = System.nanoTime();
                    long wanted = ++number;
                    long count = vault.deposit(secret, 1, wanted);
                    outside.add(System.nanoTime() - begin);
                    if (count != wanted) {
                        wrong.add("deposit " + wanted + " was answered with " + count);
                    }
                }
            } catch (Exception failed) {
                wrong.add("a call from outside failed: " + failed);
                return;
            }
        }
    }

    /** Connects, and says nothing, with more links than may be strangers. */
    private void saySilent(int port) {
        List<Socket> sockets = new ArrayList<>();
        try {
            while (!stopped) {
                for (int i = 0; i < SILENT && !stopped; i++) {
                    sockets.add(new PeerSockets().connect(port));
                }
                await().atMost(LONG)
                        .pollDelay(Duration.ZERO)
                        .until(() -> stopped || isClosed(sockets.get(sockets.size() - 1)));
                for (Socket each : sockets) {
                    each.close();
                }
                sockets.clear();
            }
        } catch (IOException failed) {
            wrong.add("nobody can connect: " + failed);
        }
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(100);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private int startVault() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:+UseSerialGC",
                "-Dkryo.unsafe=false",
                "-p",
                System.getProperty("jdk.module.path") + File.pathSeparator + System.getProperty("java.class.path", ""),
                "-m",
                "org.ambrosia.acceptance/org.ambrosia.acceptance.HostedVault",
                data.toString(),
                Long.toString(secret),
                tls("vault").map(Path::toString).orElse("-"));
        Path log = data.resolve("vault.log");
        Files.deleteIfExists(log);
        vault = Program.command(log, data, Map.of(), command);
        open.add(vault);
        await().atMost(LONG).until(() -> !vault.isAlive() || !states().isEmpty());
        assertThat(vault.isAlive())
                .as("the vault, which said %s", vault.lines())
                .isTrue();
        String serving = vault.lines().stream()
                .filter(each -> each.startsWith("SERVING "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(serving.substring("SERVING ".length()));
    }

    private TestTeller startTeller() throws InterruptedException {
        TestTeller teller = new TestTeller(secret);
        Instance handle = Ambrosia.deploy("teller", () -> teller)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> tls("teller").ifPresent(settings::tlsDirectory))
                .start();
        open.add(0, handle);
        handle.awaitServing();
        await().atMost(LONG).until(teller::isPrimary);
        return teller;
    }

    private Path authorize() throws Exception {
        TestAuthority authority = new TestAuthority(data);
        for (String each : List.of("vault", "teller", "ambrosia-client")) {
            authority.certify(each, data.resolve("tls-" + each));
        }
        authority.certify("evil0,dns:evil1,dns:ambrosia-client", data.resolve("tls-evil"));
        return data;
    }

    private Optional<Path> tls(String name) {
        return Optional.ofNullable(authorized).map(directory -> directory.resolve("tls-" + name));
    }

    private List<Matcher> states() {
        return vault.lines().stream()
                .map(STATE::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    private long heapBytes() {
        return states().stream()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .max()
                .orElseThrow();
    }

    private void report(List<HostilePeer> peers, TestTeller teller, double seconds) {
        Map<String, Long> ends = new TreeMap<>();
        Map<String, Long> refusals = new TreeMap<>();
        for (HostilePeer each : peers) {
            each.ends().forEach((what, times) -> ends.merge(what, times, Long::sum));
            each.refusals().forEach((reason, times) -> refusals.merge(reason, times, Long::sum));
        }
        System.out.printf(
                "%,d frames on %,d links in %.1f s, %,d of them asked for an answer%nended by: %s%nrefused as: %s%n",
                peers.stream().mapToLong(HostilePeer::sent).sum(),
                peers.stream().mapToLong(HostilePeer::links).sum(),
                seconds,
                peers.stream().mapToLong(HostilePeer::answers).sum(),
                ends,
                refusals);
        System.out.printf(
                "an honest instance: %s%nhonest clients: %s%nthe vault: at most %,d KiB of heap; %s%n",
                teller.latencies,
                outside,
                heapBytes() >> 10,
                states().get(states().size() - 1).group(3));
    }
}
