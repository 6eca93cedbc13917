package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogEngineProvider;
import org.ambrosia.runtime.log.file.FileLogEngine;
import org.ambrosia.runtime.log.file.FileLogEngineProvider;
import org.junit.jupiter.api.Test;

class LogEnginesTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void theSchemeSaysWhichEngineIsUsed() {
        LogEngines engines = LogEngines.of(List.of(new FileLogEngineProvider(), new Other()));
        assertThat(engines.open(LogLocation.parse("logs/"))).isInstanceOf(FileLogEngine.class);
        engines.open(LogLocation.parse("other:here")).close();
        assertThat(closed).containsExactly("other:here");
    }

    @Test
    void twoForOneSchemeAreAnErrorThatNamesBoth() {
        assertThatThrownBy(() -> LogEngines.of(List.of(new FileLogEngineProvider(), new AnotherOfFiles())))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("begin with \"file:\"")
                .hasMessageContaining(FileLogEngineProvider.class.getName())
                .hasMessageContaining(AnotherOfFiles.class.getName());
    }

    @Test
    void aSchemeThatNoneHasIsAnErrorThatNamesThoseThatAreThere() {
        assertThatThrownBy(() -> Engines.logs(LogLocation.parse("bookkeeper://zk1/ambrosia")))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("\"bookkeeper://zk1/ambrosia\"")
                .hasMessageContaining("[file]")
                .hasMessageContaining("-Dambrosia.plugins=");
    }

    /** Whether this runs as a module or on the class path. */
    @Test
    void theFileEngineIsTheSameServiceBothWays() throws IOException {
        ModuleDescriptor module = Engines.class.getModule().getDescriptor();
        List<String> provided = module.provides().stream()
                .filter(each -> each.service().equals(LogEngineProvider.class.getName()))
                .flatMap(each -> each.providers().stream())
                .toList();
        String file = "META-INF/services/" + LogEngineProvider.class.getName();
        try (InputStream in = Engines.class.getModule().getResourceAsStream(file)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList())
                    .isEqualTo(provided)
                    .containsExactly(FileLogEngineProvider.class.getName());
        }
    }

    @Test
    void anEngineIsSharedAndClosedWithItsLastUser() {
        List<LogLocation> opened = new ArrayList<>();
        SharedEngines engines = new SharedEngines(location -> {
            opened.add(location);
            return new Other().open(location);
        });
        LogLocation here = LogLocation.parse("other:here");
        LogEngine first = engines.open(here);
        LogEngine second = engines.open(LogLocation.parse("other:here"));
        LogEngine elsewhere = engines.open(LogLocation.parse("other:there"));
        assertThat(opened).hasSize(2);
        first.close();
        first.close();
        assertThat(closed).isEmpty();
        second.close();
        assertThat(closed).containsExactly("other:here");
        engines.open(here).close();
        assertThat(opened).hasSize(3);
        elsewhere.close();
    }

    /** An engine that does nothing. */
    private final class Other implements LogEngineProvider {
        @Override
        public String scheme() {
            return "other";
        }

        @Override
        public LogEngine open(LogLocation location) {
            return (LogEngine) Proxy.newProxyInstance(
                    LogEngine.class.getClassLoader(), new Class<?>[] {LogEngine.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            closed.add(location.toString());
                        }
                        return null;
                    });
        }

        @Override
        public LogEngine scratch(Path directory) {
            return open(LogLocation.of(directory));
        }
    }

    private static final class AnotherOfFiles implements LogEngineProvider {
        @Override
        public String scheme() {
            return "file";
        }

        @Override
        public LogEngine open(LogLocation location) {
            return new FileLogEngine(location.directory());
        }

        @Override
        public LogEngine scratch(Path directory) {
            return new FileLogEngine(directory);
        }
    }
}
