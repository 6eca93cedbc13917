package org.ambrosia.runtime.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegistryTest {
    @TempDir
    private Path directory;

    @Test
    void whatWasPublishedLastIsFound() {
        FileRegistry registry = new FileRegistry(directory.resolve("new").resolve("registry"));
        assertThat(registry.find("server")).isEmpty();
        registry.publish(new Location("server", "127.0.0.1", 2500, 7));
        registry.publish(new Location("server", "localhost", 2501, 7));
        assertThat(registry.find("server")).contains(new Location("server", "localhost", 2501, 7));
        assertThat(registry.find("client")).isEmpty();
    }

    /** As an earlier build, and a later one, may have written it. */
    @Test
    void aLocationMayLackItsLogAndHaveMoreThanIsKnown() throws IOException {
        Path file = directory.resolve("server.location");
        Files.writeString(file, "localhost\n2501\n");
        FileRegistry registry = new FileRegistry(directory);
        assertThat(registry.find("server")).contains(new Location("server", "localhost", 2501, 0));
        Files.writeString(file, "localhost\n2501\nincarnation 9\nzone a b\n");
        assertThat(registry.find("server")).contains(new Location("server", "localhost", 2501, 9));
    }

    @Test
    void aDamagedFileIsAClearError() throws IOException {
        Random random = new Random(9);
        FileRegistry registry = new FileRegistry(directory);
        Path file = directory.resolve("server.location");
        for (String content : new String[] {
            "", "host", "host\n", "host\nport\n", "host\n0\n", "host\n99999\n", "a\n1\nb\n", "a\n1\nincarnation b\n"
        }) {
            Files.writeString(file, content);
            assertRefused(registry, file);
        }
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(1, 30)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
            assertRefused(registry, file);
        }
    }

    @Test
    void aPublishedLocationIsSeenWithinMilliseconds() throws Exception {
        FileRegistry registry = new FileRegistry(directory);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (AutoCloseable watch = registry.watch(seen::add)) {
            assertThat(watch).isNotNull();
            registry.publish(new Location("server", "127.0.0.1", 2500, 7));
            assertThat(seen.poll(2, TimeUnit.SECONDS)).isEqualTo("server");
            seen.clear();
            long begin = System.nanoTime();
            new FileRegistry(directory).publish(new Location("client", "127.0.0.1", 1500, 7));
            String next = seen.poll(2, TimeUnit.SECONDS);
            while ("server".equals(next)) {
                next = seen.poll(2, TimeUnit.SECONDS);
            }
            assertThat(next).isEqualTo("client");
            assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
        }
    }

    @Test
    void aRegistrationIsReadAsItWasWritten() {
        FileRegistry registry = new FileRegistry(directory);
        Registration written = registration("server");
        registry.register("server", none -> Optional.of(written));
        assertThat(registry.registration("server")).contains(written);
        registry.register(
                "server",
                present -> Optional.of(present.orElseThrow()
                        .withReplica(2, new Registration.Replica(3000, 3001, LogLocation.of(Path.of("logs"))))));
        assertThat(registry.registration("server").orElseThrow().replicas()).containsOnlyKeys(0, 2);
        assertThat(registry.instances()).containsExactly("server");
        registry.register("server", present -> Optional.empty());
        assertThat(registry.registration("server")).isEmpty();
        assertThat(registry.instances()).isEmpty();
    }

    @Test
    void changesAtTheSameTimeAreAllMade() throws InterruptedException {
        new FileRegistry(directory).register("server", none -> Optional.of(registration("server")));
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            int number = i;
            threads.add(new Thread(() -> new FileRegistry(directory)
                    .register(
                            "server",
                            present -> Optional.of(present.orElseThrow()
                                    .withReplica(
                                            number,
                                            new Registration.Replica(
                                                    3000 + number, 4000 + number, LogLocation.of(Path.of("logs"))))))));
        }
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join();
        }
        assertThat(new FileRegistry(directory)
                        .registration("server")
                        .orElseThrow()
                        .replicas())
                .containsOnlyKeys(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void aProcessThatRunsIsPresentAndOneThatHasEndedIsNot() throws Exception {
        FileRegistry registry = new FileRegistry(directory);
        registry.announce(new Presence("server", 0, ProcessHandle.current().pid(), Map.of("role", "primary")));
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        registry.announce(new Presence("server", 1, ended.pid(), Map.of("role", "primary")));
        assertThat(registry.running("server")).hasSize(1).first().satisfies(each -> {
            assertThat(each.replica()).isZero();
            assertThat(each.facts()).containsExactly(Map.entry("role", "primary"));
        });
        registry.withdraw("server", 0, ProcessHandle.current().pid());
        assertThat(registry.running("server")).isEmpty();
    }

    /** Every coordinator watches the directory of locations: what changes several times in a second is not there. */
    @Test
    void aStatusChangesNothingInTheDirectoryThatAllWatch() {
        FileRegistry registry = new FileRegistry(directory);
        registry.announce(new Presence("server", 0, ProcessHandle.current().pid(), Map.of("role", "primary")));
        assertThat(directory.toFile().listFiles(File::isFile)).isEmpty();
        assertThat(registry.running("server")).hasSize(1);
    }

    @Test
    void whatWasPublishedAmongTooManyChangesIsTold() throws Exception {
        FileRegistry registry = new FileRegistry(directory);
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CountDownLatch busy = new CountDownLatch(1);
        try (AutoCloseable watch = registry.watch(name -> {
            seen.add(name);
            awaitUninterruptibly(busy);
        })) {
            assertThat(watch).isNotNull();
            registry.publish(new Location("first", "127.0.0.1", 2500, 7));
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
            for (int i = 0; i < 40_000; i++) {
                Files.writeString(directory.resolve("other" + i % 2_000), "");
            }
            registry.publish(new Location("late", "127.0.0.1", 2501, 7));
            busy.countDown();
            String next = seen.poll(10, TimeUnit.SECONDS);
            while (next != null && !next.equals("late")) {
                next = seen.poll(10, TimeUnit.SECONDS);
            }
            assertThat(next).isEqualTo("late");
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWriteThatFailsLeavesNothingBehind() throws IOException {
        Files.createDirectories(directory.resolve("server.location").resolve("in the way"));
        assertThatThrownBy(() -> new FileRegistry(directory).publish(new Location("server", "127.0.0.1", 2500, 7)))
                .isInstanceOf(AmbrosiaException.class);
        assertThat(directory.toFile().list()).containsExactly("server.location");
    }

    @Test
    void whatOthersLeftUnfinishedIsDeletedSomeTimeLater() throws IOException {
        Path old = Files.writeString(directory.resolve("x.unfinished"), "");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
        Path fresh = Files.writeString(directory.resolve("y.unfinished"), "");
        new FileRegistry(directory).register("server", none -> Optional.of(registration("server")));
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    /** Users that share a registry share its directory's group, or its umask. */
    @Test
    void filesHaveTheRightsThatOtherFilesOfTheUserHave() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "");
        FileRegistry registry = new FileRegistry(directory);
        registry.publish(new Location("server", "127.0.0.1", 2500, 7));
        registry.register("server", none -> Optional.of(registration("server")));
        for (String each : List.of("server.location", "server.instance")) {
            assertThat(Files.getPosixFilePermissions(directory.resolve(each)))
                    .isEqualTo(Files.getPosixFilePermissions(other));
        }
    }

    @Test
    void aNameThatDiffersByCaseOnlyIsRefused() {
        FileRegistry registry = new FileRegistry(directory);
        registry.register("Server", none -> Optional.of(registration("Server")));
        assertThatThrownBy(() -> registry.register("server", none -> Optional.of(registration("server"))))
                .hasMessageContaining("\"server\" differs by case only from \"Server\"");
        registry.publish(new Location("one", "127.0.0.1", 2500, 7));
        assertThatThrownBy(() -> registry.publish(new Location("ONE", "127.0.0.1", 2500, 7)))
                .hasMessageContaining("\"ONE\" differs by case only from \"one\"");
        registry.publish(new Location("one", "127.0.0.1", 2501, 7));
        assertThat(registry.instances()).containsExactly("Server", "one");
    }

    private static Registration registration(String instance) {
        return new Registration(
                instance,
                LogLocation.of(Path.of("logs")),
                Registration.Creation.RECOVER,
                true,
                false,
                7,
                true,
                3,
                4,
                false,
                Path.of("tls"),
                new TreeMap<>(Map.of(0, new Registration.Replica(2000, 2001, LogLocation.of(Path.of("logs"))))));
    }

    private static void assertRefused(FileRegistry registry, Path file) {
        assertThatThrownBy(() -> registry.find("server"))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.REGISTRY_UNAVAILABLE))
                .hasMessageContaining(file.toString());
    }
}
