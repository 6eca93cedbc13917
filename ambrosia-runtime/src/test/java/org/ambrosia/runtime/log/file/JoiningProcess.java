package org.ambrosia.runtime.log.file;

import java.nio.file.Path;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;

/** A process that tries to join a log's replicas, and says what came of it. */
final class JoiningProcess {
    private JoiningProcess() {}

    public static void main(String[] args) {
        InstanceConfig config = InstanceConfig.builder("one")
                .log(Path.of(args[0]))
                .replica(Integer.parseInt(args[1]))
                .build();
        try (TestLog log = new TestEngine().join(config)) {
            System.out.println("joined as " + log.leadership().role());
        } catch (LogException refused) {
            System.out.println(refused.tag());
        }
    }
}
