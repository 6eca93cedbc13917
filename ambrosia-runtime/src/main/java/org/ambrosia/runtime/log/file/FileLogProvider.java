package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogProvider;
import org.ambrosia.runtime.log.SkippedCall;

/** The embedded log engine: the log is the directory {@code <logDirectory>/<instance>}. */
public final class FileLogProvider implements LogProvider {
    private final Environment environment;

    /** Makes the engine; it keeps nothing. */
    public FileLogProvider() {
        this(Environment.ofSystem());
    }

    /** Makes the engine in an environment of choice. */
    public FileLogProvider(Environment environment) {
        this.environment = environment;
    }

    @Override
    public LogInspection inspect(InstanceConfig config) {
        return FileLogInspection.open(config, environment.shared());
    }

    @Override
    public Request askForSuccession(InstanceConfig config) {
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        String holder = "process " + environment.pid();
        try {
            Members asking = Members.join(files, environment, holder, Members.FIRST_ASKING, true)
                    .orElseThrow();
            try {
                Succession.ask(files, asking, holder);
            } catch (IOException | RuntimeException | Error failed) {
                asking.close();
                throw failed;
            }
            return asking::close;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Asking for the log", files.directory(), failed);
        }
    }

    @Override
    public void adopt(InstanceConfig config, boolean incomplete) {
        List<String> wrong = inspect(config).verify(step -> {});
        if (!wrong.isEmpty() && !incomplete) {
            throw new LogException(
                    ErrorTag.LogCorrupt,
                    "The log is not adopted, since it is not whole: " + String.join("; ", wrong) + " (instance="
                            + config.name()
                            + "). Nothing was changed. Bring it here again, as a whole, from a log that nobody writes. If that"
                            + " can't be had, and what is missing may be lost: ambrosia adopt-log --incomplete");
        }
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        String holder = "process " + environment.pid();
        try (Members self = Members.join(files, environment, holder, Members.FIRST_ASKING, true)
                .orElseThrow()) {
            Reigns reigns = new Reigns(files, environment.shared());
            if (reigns.newest().filter(each -> each.file().isHeld()).isPresent()) {
                throw FileLog.inUse(files, config);
            }
            reigns.forget();
            // Before the reigns go: they say up to where the log was durable, and a copy must not lose that while it is
            // still refused.
            LogPlace.note(files, environment.shared().machine(), self.number());
            // What the log's last primary said in memory is not true of a copy.
            reigns.deleteBefore(Long.MAX_VALUE);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Adopting the log", files.directory(), failed);
        }
    }

    @Override
    public void skip(InstanceConfig config, SkippedCall call) {
        FileLogInspection.open(config, environment.shared());
        LogFiles files = new LogFiles(config.logDirectory().resolve(config.name()));
        String holder = "process " + environment.pid();
        try (Members self = Members.join(files, environment, holder, Members.FIRST_ASKING, true)
                .orElseThrow()) {
            if (self.isReplicaThere()) {
                throw FileLog.inUse(files, config);
            }
            SkipFile.add(files, call, self.number());
            if (self.isReplicaThere()) {
                throw new LogException(
                        ErrorTag.LogInUse,
                        "A replica was started while a call was skipped, and may not know of that: the others would have"
                                + " another state (instance=" + config.name()
                                + "). Stop all replicas now, and start them again; the call is skipped from then on.");
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Skipping a call", files.directory(), failed);
        }
    }

    @Override
    public Log join(InstanceConfig config) {
        return FileLog.join(config, environment);
    }

    @Override
    public Log open(InstanceConfig config) {
        return FileLog.open(config, environment);
    }
}
