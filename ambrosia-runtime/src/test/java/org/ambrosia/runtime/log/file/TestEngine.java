package org.ambrosia.runtime.log.file;

import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogSettings;

/** File engines, each in the directory that an instance's configuration names. */
record TestEngine(Environment environment) {
    TestEngine() {
        this(Environment.ofSystem());
    }

    LogEngine of(InstanceConfig config) {
        return new FileLogEngine(config.log().directory(), environment);
    }

    TestLog join(InstanceConfig config) {
        return new TestLog(of(config).join(LogSettings.of(config)), environment.nanoTime());
    }

    /** Joins a log that no process has, as its primary. */
    TestLog open(InstanceConfig config) {
        TestLog log = join(config);
        try {
            log.lead();
            return log;
        } catch (RuntimeException | Error failed) {
            log.close();
            throw failed;
        }
    }

    LogInspection inspect(InstanceConfig config) {
        return of(config).inspect(config.name());
    }

    void adopt(InstanceConfig config, boolean incomplete) {
        of(config).adopt(config.name(), incomplete);
    }

    LogEngine.Request requestHandover(InstanceConfig config) {
        return of(config).requestHandover(config.name());
    }
}
