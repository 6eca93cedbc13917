package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An instance whose callers were built with another interface says so, once for each of them. */
@Timeout(120)
class InterfaceHashTest {
    /** Below the ports that the system gives to others by itself. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORT_PAIRS = 6_000;
    private static final String ADD = "int add(int value);";
    private static final String SUBTRACT = "int subtract(int value);";

    @TempDir
    private Path directory;

    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private TappedLog log;

    @BeforeEach
    void listen() {
        log = new TappedLog("org.ambrosia.runtime.node.InstanceNode", message -> {
            if (message.contains("InterfaceDiffers")) {
                warnings.add(message);
            }
        });
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void aClientWithAnotherInterfaceIsNoticed() throws Exception {
        ImmortalBase counter = build("example.CounterServer", ADD);
        ImmortalBase other = build("example.CounterServer", ADD + SUBTRACT);
        try (Instance handle = deploy("counter", counter)) {
            handle.awaitServing();
            assertThat(ask(counter, 1)).isEqualTo(1);
            assertThat(warnings).isEmpty();
            assertThat(ask(other, 2)).isEqualTo(2);
            assertThat(warning()).contains("clients", hash(counter), hash(other));
            assertThat(ask(other, 3)).isEqualTo(3);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void anInstanceWithAnotherInterfaceIsNoticed() throws Exception {
        ImmortalBase counter = build("example.CounterServer", ADD);
        ImmortalBase client = build("example.ClientServer", ADD + SUBTRACT);
        try (Instance handle = deploy("counter", counter);
                Instance caller = deploy("client", client)) {
            handle.awaitServing();
            caller.awaitServing();
            assertThat(askToAsk(client)).isEqualTo(42);
            assertThat(warning()).contains("\"client\"", "\"counter\"", hash(counter));
            assertThat(askToAsk(client)).isEqualTo(42);
        }
        assertThat(warnings).isEmpty();
    }

    /** Both have coordinators of their own: what the applications know comes to them by sockets. */
    @Test
    void aCallerOfTwoProcessesIsNoticedByAnInstanceOfTwo() throws Exception {
        ImmortalBase counter = build("example.CounterServer", ADD);
        ImmortalBase client = build("example.ClientServer", ADD + SUBTRACT);
        List<Instance> running = new ArrayList<>();
        try {
            runInTwo("counter", counter, running);
            runInTwo("client", client, running);
            assertThat(askToAsk(client)).isEqualTo(42);
            assertThat(warning()).contains("\"client\"", "\"counter\"", hash(counter));
        } finally {
            for (Instance each : running) {
                each.close();
            }
        }
        assertThat(warnings).isEmpty();
    }

    private String warning() throws InterruptedException {
        return String.valueOf(warnings.poll(1, TimeUnit.MINUTES));
    }

    private void runInTwo(String name, ImmortalBase immortal, List<Instance> running) throws Exception {
        int first = FIRST_PORT + 2 * ThreadLocalRandom.current().nextInt(PORT_PAIRS);
        BindingPorts ports = new BindingPorts(first, first + 1);
        running.add(Ambrosia.coordinate(name)
                .applicationPorts(ports)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start());
        Instance application = Ambrosia.connect(name, () -> immortal)
                .ports(ports)
                .registryDirectory(directory.resolve("registry"))
                .start();
        running.add(application);
        application.awaitServing();
    }

    private Instance deploy(String name, ImmortalBase immortal) {
        return Ambrosia.deploy(name, () -> immortal)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start();
    }

    private Object ask(ImmortalBase build, int value) throws Exception {
        return call(build, "example.CounterClient", "counter", "addAsync", value);
    }

    /** Calls the client, which calls the counter. */
    private Object askToAsk(ImmortalBase build) throws Exception {
        return call(build, "example.ClientClient", "client", "askAsync", 42);
    }

    private Object call(ImmortalBase build, String type, String instance, String method, int value) throws Exception {
        try (AmbrosiaClient client = Ambrosia.client()
                .registryDirectory(directory.resolve("registry"))
                .start()) {
            Class<?> calls = build.getClass().getClassLoader().loadClass(type);
            Object made =
                    calls.getMethod("of", AmbrosiaClient.class, String.class).invoke(null, client, instance);
            return ((CompletableFuture<?>) calls.getMethod(method, int.class).invoke(made, value))
                    .get(1, TimeUnit.MINUTES);
        }
    }

    private static String hash(ImmortalBase immortal) {
        return ImmortalBase.Access.dispatcher(immortal)
                .schema()
                .lines()
                .filter(line -> line.startsWith("hash "))
                .map(line -> line.substring(5))
                .findFirst()
                .orElseThrow();
    }

    /** A build of a counter with these methods, and of a client that calls it. */
    private ImmortalBase build(String server, String methods) throws IOException, ReflectiveOperationException {
        Compilation compilation = Compilations.compile(
                Compilations.source(
                        "example.Counter",
                        "package example;",
                        "@org.ambrosia.annotations.Immortal public interface Counter {",
                        methods,
                        "}"),
                Compilations.source(
                        "example.CounterServer",
                        "package example;",
                        "public class CounterServer extends CounterImmortal {",
                        "public int add(int value) { return value; }",
                        "public int subtract(int value) { return value; }",
                        "}"),
                Compilations.source(
                        "example.Client",
                        "package example;",
                        "@org.ambrosia.annotations.Immortal public interface Client { int ask(int value); }"),
                Compilations.source(
                        "example.ClientServer",
                        "package example;",
                        "public class ClientServer extends ClientImmortal {",
                        "public int ask(int value) {",
                        "CounterProxy.of(this, \"counter\").addFork(value);",
                        "CounterProxy.of(this, \"counter\").addAsync(value).onFailure(this::failed);",
                        "return value; }",
                        "void failed(org.ambrosia.runtime.api.CallFailedException failure) {}",
                        "}"));
        assertThat(compilation).succeeded();
        Path classes = Files.createTempDirectory(directory, "build");
        Compilations.writeClasses(compilation, classes);
        URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        return (ImmortalBase) loader.loadClass(server).getConstructor().newInstance();
    }
}
