package org.ambrosia.runtime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.core.SkippedCalls;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerText;
import org.ambrosia.runtime.protocol.RecordFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia skip}. */
@Command(
        name = "skip",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an instance go on without a logged call that ends each replica that executes it. Its caller receives a"
                    + " failure, and so does the handler that waits for an answer that is skipped.",
            "All replicas must be stopped, and their coordinators; all of them pass over the call from their next start on. The"
                    + " numbers are those of the error that ended them, and of: ambrosia log --records"
        },
        footer = "  ambrosia skip -i=server --record=4711 --call=0")
final class SkipCommand implements Callable<Integer> {
    private static final int LONGEST_NAME = 64;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = "--record",
            paramLabel = "RECORD",
            required = true,
            description = "The number of the call's record.")
    private long record;

    @Option(
            names = "--call",
            paramLabel = "CALL",
            required = true,
            description = "The call's number in the record; the first is 0.")
    private int call;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "LOG",
            description = "Where the logs are, if the instance is not registered: a directory, or SCHEME:….")
    private LogLocation log;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private RegistryOptions registries;

    private ReadableCalls calls;

    @Override
    public Integer call() {
        try (LogEngine engine = Engines.logs(registries.log(instance.name(), log))) {
            return call(engine);
        }
    }

    private Integer call(LogEngine engine) {
        StoredRecord found = find(engine.inspect(instance.name()));
        String described = describe(found);
        PrintWriter out = spec.commandLine().getOut();
        out.println("call " + call + " of record " + record + ": " + described);
        out.flush();
        confirm();
        long epoch = RecordFormat.trailer(found.bytes(), 0, found.length()).epoch();
        engine.skip(
                instance.name(),
                new SkippedCall(record, call, epoch, Instant.now().toEpochMilli(), operator()));
        out.println("It is skipped. Start all replicas of \"" + instance.name() + "\".");
        out.flush();
        return 0;
    }

    /**
     * Finds the record. The records between the newest checkpoint and this one decide how its calls
     * are read.
     */
    private StoredRecord find(LogInspection inspected) {
        long first = 0;
        byte[] state = new byte[0];
        Optional<StoredCheckpoint> newest = newestCheckpoint(inspected);
        if (newest.isPresent()) {
            try (StoredCheckpoint stored = newest.get()) {
                first = Replica.nextSequence(stored.coordinator().toArray());
                state = stored.application().toArray();
            }
        }
        return find(inspected, first, new ReadableCalls(state));
    }

    private StoredRecord find(LogInspection inspected, long first, ReadableCalls readable) {
        if (record < 0) {
            throw wrong("Records begin with 0, found " + record);
        }
        if (record < first) {
            throw wrong("Record " + record
                    + " is a part of the state already: the newest checkpoint has everything before record " + first);
        }
        calls = readable;
        SkippedCalls skipped = new SkippedCalls(inspected.skippedCalls());
        StoredRecord[] found = {null};
        long[] last = {-1};
        for (LogInspection.Segment each : inspected.segments()) {
            inspected.records(each.number(), read -> {
                last[0] = read.sequence();
                if (read.sequence() == record) {
                    found[0] = skipped.apply(read, call -> {});
                } else if (read.sequence() >= first && read.sequence() < record) {
                    calls.pass(read.bytes(), RecordFormat.HEADER_BYTES, bodyLength(read));
                }
            });
        }
        if (found[0] == null) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "There is no record " + record + ": the log ends with record " + last[0] + " (instance="
                            + instance.name() + "). See: ambrosia log -i=" + instance.name() + " --from="
                            + Math.max(0, last[0] - 5));
        }
        return found[0];
    }

    private static Optional<StoredCheckpoint> newestCheckpoint(LogInspection inspected) {
        List<Long> numbers = inspected.checkpoints();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Optional<StoredCheckpoint> checkpoint = inspected.checkpoint(numbers.get(i));
            if (checkpoint.isPresent()) {
                return checkpoint;
            }
        }
        return Optional.empty();
    }

    private static int bodyLength(StoredRecord read) {
        return RecordFormat.bodyLength(read.bytes(), 0, read.length());
    }

    private String describe(StoredRecord found) {
        List<String> messages = calls.describe(found.bytes(), RecordFormat.HEADER_BYTES, bodyLength(found));
        if (call < 0 || call >= messages.size()) {
            throw wrong("Record " + record + " has the calls 0 to " + (messages.size() - 1) + ", not " + call);
        }
        Decoder in = new Decoder(found.bytes(), RecordFormat.HEADER_BYTES, bodyLength(found));
        for (int i = 0; i < call; i++) {
            in.skip(in.length());
        }
        int type = in.length() == 0 ? -1 : in.u8();
        if (type == MessageType.SKIPPED) {
            throw wrong("It is skipped already: " + messages.get(call));
        }
        if (type != MessageType.RPC) {
            throw wrong("Only calls and their results can be skipped, and this is: " + messages.get(call));
        }
        return messages.get(call);
    }

    private void confirm() {
        if (yes) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print("Skip it on all replicas, for ever? (yes/no) ");
        out.flush();
        try {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
            String answer = in.readLine();
            if (answer == null || !answer.strip().equals("yes")) {
                throw wrong("Nothing is skipped: the answer was not \"yes\"; --yes does not ask");
            }
        } catch (IOException failed) {
            throw wrong("Nothing is skipped: the answer can't be read, " + failed + "; --yes does not ask");
        }
    }

    private static String operator() {
        String name = PeerText.line(System.getProperty("user.name", "?"));
        return name.isBlank() ? "?" : name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private InvalidConfigurationException wrong(String what) {
        return new InvalidConfigurationException(
                ErrorTag.INVALID_CONFIGURATION,
                what + " (instance=" + instance.name() + "). See: ambrosia log -i=" + instance.name() + " --from="
                        + Math.max(0, record - 5));
    }
}
