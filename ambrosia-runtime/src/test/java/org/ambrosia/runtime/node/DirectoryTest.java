package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.net.LinkListener;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.net.SocketThread;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import org.ambrosia.runtime.thread.TappedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are looked for and not found. */
class DirectoryTest {
    private static final int LOOKS = 10;

    @TempDir
    private Path place;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Semaphore failures = new Semaphore(0);
    private final TappedLog tapped = new TappedLog(Directory.class.getName(), told::add);
    private final SocketThread sockets = new SocketThread("client");
    private Registry registry;
    private Directory directory;

    @BeforeEach
    void open() {
        registry = Engines.registry(place);
        LinkListener listener = new Failures();
        directory = new Directory("client", registry, new Links(sockets, Optional.empty(), 1_000, listener), listener);
    }

    @AfterEach
    void close() {
        directory.close();
        sockets.close();
        tapped.close();
    }

    @Test
    void aNameThatNobodyHasIsToldOnce() throws InterruptedException {
        look("sever");
        assertThat(told).singleElement().asString().contains("\"sever\"", "no instance of this name is known");
    }

    @Test
    void aRegisteredInstanceThatDoesNotRunIsNotCalledUnknown() throws InterruptedException {
        register();
        look("server");
        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"server\"", "it is registered")
                .doesNotContain("no instance of this name is known");
    }

    @Test
    void anInstanceWhoseCoordinatorRunsIsNotCalledUnknown() throws InterruptedException {
        register();
        registry.announce(new Presence("server", 0, ProcessHandle.current().pid(), Map.of("role", "recovering")));
        look("server");
        assertThat(told)
                .singleElement()
                .asString()
                .contains("\"server\"", "its coordinator runs", "Start its application")
                .doesNotContain("no instance of this name is known");
    }

    private void register() {
        registry.register(
                "server",
                none -> Optional.of(new Registration(
                        "server",
                        LogLocation.of(Path.of("logs")),
                        Registration.Creation.AUTO,
                        false,
                        true,
                        1,
                        false,
                        0,
                        0,
                        true,
                        null,
                        new TreeMap<>(
                                Map.of(0, new Registration.Replica(2000, 2001, LogLocation.of(Path.of("logs"))))))));
    }

    private void look(String peer) throws InterruptedException {
        for (int i = 0; i < LOOKS; i++) {
            directory.dial(peer);
        }
        assertThat(failures.tryAcquire(LOOKS, 30, TimeUnit.SECONDS)).isTrue();
    }

    private final class Failures implements LinkListener {
        @Override
        public void opened(int link, String dialled, long incarnation, Set<String> certified) {
            throw new AssertionError("nobody is there");
        }

        @Override
        public void received(int link, byte[] frame, int length) {
            throw new AssertionError("nobody is there");
        }

        @Override
        public void closed(int link) {
            throw new AssertionError("nobody is there");
        }

        @Override
        public void dialFailed(String peer) {
            failures.release();
        }
    }
}
