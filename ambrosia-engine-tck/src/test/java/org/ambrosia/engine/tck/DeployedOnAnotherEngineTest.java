package org.ambrosia.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.log.LogEngineProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runtime on an engine that it does not know. */
@Timeout(120)
class DeployedOnAnotherEngineTest {
    private static final int CALLS = 50;

    @TempDir
    private Path directory;

    private final LinkedBlockingQueue<Long> counts = new LinkedBlockingQueue<>();

    @Test
    void anInstanceRecoversAndIsTakenOverOnIt() throws Exception {
        Counter first = new Counter(counts);
        Instance alone = deploy(first, 0);
        call(first, 0);
        alone.close();
        List<Counter> counters = new ArrayList<>();
        List<Instance> replicas = new ArrayList<>();
        try {
            for (int replica = 0; replica <= 2; replica++) {
                counters.add(new Counter(counts));
                replicas.add(deploy(counters.get(replica), replica));
            }
            // The first takes the checkpoints.
            call(counters.get(1), CALLS);
            replicas.get(1).close();
            call(counters.get(2), 2 * CALLS);
        } finally {
            replicas.forEach(Instance::close);
        }
        assertThat(directory.resolve("logs")).doesNotExist();
    }

    private Instance deploy(Counter counter, int replica) {
        return Ambrosia.deploy("counter", () -> counter)
                .log("memory:" + directory)
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.replica(replica).lease(Duration.ofSeconds(5)))
                .start();
    }

    private void call(Counter counter, int before) throws InterruptedException {
        counter.awaitPrimary();
        for (int i = 1; i <= CALLS; i++) {
            counter.add();
            Long count = counts.poll(60, TimeUnit.SECONDS);
            while (count != null && count < before + i) {
                // What a replay, or another replica, has counted.
                count = counts.poll(60, TimeUnit.SECONDS);
            }
            assertThat(count).isEqualTo(before + i);
        }
    }

    /** Its classes are in a folder of the plugins directory only, and have a class loader of their own. */
    @Test
    void anEngineIsFoundInThePluginsDirectory() throws Exception {
        plugin(directory.resolve("plugins/files/plugin.jar"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dambrosia.plugins=" + directory.resolve("plugins"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PluginUser.class.getName(),
                        "plugin:" + directory.resolve("logs"))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(directory.resolve("logs/one")).isDirectory();
    }

    private void plugin(Path jar) throws IOException {
        Path source =
                Files.createDirectories(directory.resolve("source/plugin")).resolve("Provider.java");
        Files.writeString(source, """
                package plugin;

                import java.nio.file.Path;
                import org.ambrosia.runtime.api.LogLocation;
                import org.ambrosia.runtime.log.*;
                import org.ambrosia.runtime.log.file.FileLogEngine;

                public final class Provider implements LogEngineProvider {
                    public String scheme() {
                        return "plugin";
                    }

                    public LogEngine open(LogLocation location) {
                        return new FileLogEngine(Path.of(location.rest()));
                    }

                    public LogEngine scratch(Path directory) {
                        return new FileLogEngine(directory);
                    }
                }
                """);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(status).isZero();
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("plugin/Provider.class"));
            Files.copy(classes.resolve("plugin/Provider.class"), out);
            out.putNextEntry(new JarEntry("META-INF/services/" + LogEngineProvider.class.getName()));
            out.write("plugin.Provider\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
