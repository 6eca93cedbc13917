package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.SkippedCall;

/**
 * The embedded log engine, for the processes of one machine: the log of an instance is a directory
 * with its name.
 */
public final class FileLogEngine implements LogEngine {
    private final Path directory;
    private final Environment environment;

    /** Creates the engine of a directory; it keeps nothing. */
    public FileLogEngine(Path directory) {
        this(directory, Environment.ofSystem());
    }

    /** Creates the engine in an environment of choice. */
    public FileLogEngine(Path directory, Environment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    private LogFiles files(String instance) {
        return new LogFiles(directory.resolve(instance));
    }

    @Override
    public Log join(LogSettings settings) {
        return FileLog.join(files(settings.instance()), settings, environment);
    }

    @Override
    public LogInspection inspect(String instance) {
        return FileLogInspection.open(files(instance), instance, environment.shared());
    }

    @Override
    public Request requestHandover(String instance) {
        LogFiles files = files(instance);
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
    public void adopt(String instance, boolean incomplete) {
        List<String> wrong = inspect(instance).verify(step -> {});
        if (!wrong.isEmpty() && !incomplete) {
            throw new LogException(
                    ErrorTag.LOG_CORRUPT,
                    "The log is not adopted, since it is not whole: " + String.join("; ", wrong) + " (instance="
                            + instance
                            + "). Nothing was changed. Bring it here again, as a whole, from a log that nobody writes. If that"
                            + " can't be had, and what is missing may be lost: ambrosia adopt-log --incomplete");
        }
        LogFiles files = files(instance);
        String holder = "process " + environment.pid();
        try (Members self = Members.join(files, environment, holder, Members.FIRST_ASKING, true)
                .orElseThrow()) {
            Reigns reigns = new Reigns(files, environment.shared());
            if (reigns.newest().filter(each -> each.file().isHeld()).isPresent()) {
                throw FileLog.inUse(files, "instance");
            }
            reigns.forget();
            // Before the reigns are deleted: they state up to where the log was durable, and a copy
            // must not lose that while it is still refused.
            LogPlace.note(files, environment.shared().machine(), self.number());
            // What the log's last primary reported in memory is not true of a copy.
            reigns.deleteBefore(Long.MAX_VALUE);
        } catch (IOException failed) {
            throw LogFiles.unavailable("Adopting the log", files.directory(), failed);
        }
    }

    @Override
    public void skip(String instance, SkippedCall call) {
        LogFiles files = files(instance);
        FileLogInspection.open(files, instance, environment.shared());
        String holder = "process " + environment.pid();
        try (Members self = Members.join(files, environment, holder, Members.FIRST_ASKING, true)
                .orElseThrow()) {
            if (self.isReplicaThere()) {
                throw FileLog.inUse(files, "instance");
            }
            SkipFile.add(files, call, self.number());
            if (self.isReplicaThere()) {
                throw new LogException(
                        ErrorTag.LOG_IN_USE,
                        "A replica was started while a call was skipped, and may not know of that: the others would have"
                                + " another state (instance=" + instance
                                + "). Stop all replicas now, and start them again; the call is skipped from then on.");
            }
        } catch (IOException failed) {
            throw LogFiles.unavailable("Skipping a call", files.directory(), failed);
        }
    }

    @Override
    public void close() {
        // Each log has its own resources, and shares none of them.
    }
}
