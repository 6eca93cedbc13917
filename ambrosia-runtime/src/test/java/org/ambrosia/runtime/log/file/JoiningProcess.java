package org.ambrosia.runtime.log.file;

import java.nio.file.Path;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;

/** A process that tries to join a log's replicas, and says what came of it. */
final class JoiningProcess {
    private JoiningProcess() {}

    public static void main(String[] args) {
        InstanceConfig config = InstanceConfig.builder("one")
                .logDirectory(Path.of(args[0]))
                .replicated(true)
                .replica(Integer.parseInt(args[1]))
                .build();
        try (Log log = new FileLogProvider().join(config)) {
            System.out.println("joined as " + log.role());
        } catch (LogException refused) {
            System.out.println(refused.tag());
        }
    }
}
