package org.ambrosia.engine.tck;

import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.node.Engines;

/** Begins a log at the location that is given; its exit status is 1 if there is no engine. */
final class PluginUser {
    private PluginUser() {}

    public static void main(String[] args) {
        try (LogEngine engine = Engines.logs(LogLocation.parse(args[0]));
                Log log =
                        engine.join(LogSettings.of(InstanceConfig.builder("one").build()))) {
            System.out.println(log.identity());
        }
    }
}
