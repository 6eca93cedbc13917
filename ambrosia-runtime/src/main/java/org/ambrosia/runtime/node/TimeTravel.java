package org.ambrosia.runtime.node;

import java.util.Collection;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.SkippedCalls;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.serial.KryoCodec;

/**
 * Executes a log again, from a checkpoint to its end, on the caller's thread; what the immortal
 * sends is dropped.
 */
public final class TimeTravel {
    private static final System.Logger LOGGER = System.getLogger(TimeTravel.class.getName());

    private TimeTravel() {}

    /**
     * Runs the log, and returns how many records were executed.
     *
     * @param checkpoint the checkpoint's number; -1 for the first that is there
     * @throws AmbrosiaException if the log can't be read, or this build can't replay it
     */
    public static long run(
            InstanceConfig config, ImmortalBase immortal, Collection<Class<?>> registered, long checkpoint) {
        try (LogEngine engine = Engines.logs(config.log())) {
            return run(config, engine.inspect(config.name()), immortal, registered, checkpoint);
        }
    }

    private static long run(
            InstanceConfig config,
            LogInspection log,
            ImmortalBase immortal,
            Collection<Class<?>> registered,
            long checkpoint) {
        List<Long> present = log.checkpoints();
        long from = checkpoint >= 0 || present.isEmpty() ? checkpoint : present.get(0);
        if (!present.contains(from)) {
            throw new LogException(
                    ErrorTag.CHECKPOINT_CORRUPT,
                    "The log has no checkpoint " + from + "; it has " + present + " (instance=" + config.name()
                            + " log=" + config.log().ofInstance(config.name()) + "). Choose one of these.");
        }
        byte[] state = log.checkpoint(from)
                .map(TimeTravel::state)
                .orElseThrow(() -> new LogException(
                        ErrorTag.CHECKPOINT_CORRUPT,
                        "The checkpoint " + from + " is damaged (instance=" + config.name() + " log=" + config.log()
                                + "). Choose another of " + present + "."));
        Binding binding = new Binding(
                config.name(),
                immortal,
                new Dropping(),
                context -> new KryoCodec(immortal, registered, context),
                config.maxMessageBytes());
        binding.restore(state);
        SkippedCalls skipped = new SkippedCalls(log.skippedCalls());
        long[] executed = {0};
        for (LogInspection.Segment each : log.segments()) {
            if (each.number() >= from) {
                log.records(each.number(), record -> {
                    execute(binding, skipped.apply(record, TimeTravel::say));
                    executed[0]++;
                });
            }
        }
        return executed[0];
    }

    private static byte[] state(StoredCheckpoint checkpoint) {
        try (checkpoint) {
            return checkpoint.application().toArray();
        }
    }

    private static void say(SkippedCall skipped) {
        LOGGER.log(System.Logger.Level.WARNING, skipped.describe());
    }

    private static void execute(Binding binding, StoredRecord record) {
        int length = RecordFormat.bodyLength(record.bytes(), 0, record.length());
        long epoch = RecordFormat.trailer(record.bytes(), 0, record.length()).epoch();
        binding.execute(
                new Delivery.Messages(epoch, record.sequence(), record.bytes(), RecordFormat.HEADER_BYTES, length));
    }

    private static final class Dropping implements BindingPort {
        @Override
        public void sendInitialMessage() {}

        @Override
        public void send(String destination, Encoder body) {}

        @Override
        public void sendImpulse(String destination, Encoder body) {}

        @Override
        public void clientAnswered(String caller) {}

        @Override
        public void checkpoint(byte[] application) {}

        @Override
        public void checkpointFailed(AmbrosiaException why) {}

        @Override
        public void caughtUp() {}
    }
}
