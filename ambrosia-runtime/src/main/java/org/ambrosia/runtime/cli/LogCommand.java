package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.core.SkippedCalls;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia log}. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at the log of an instance, which may run meanwhile; nothing is changed. Lists segments and checkpoints, or prints"
                    + " records as readable calls, or checks every byte.",
            "The log is found by the instance's registration, or with -l."
        },
        footer =
                "  ambrosia log -i=server%n  ambrosia log -i=server --records --from=100%n  ambrosia log -i=server --verify")
final class LogCommand implements Callable<Integer> {
    private static final int DAMAGED = 7;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "LOG",
            description = "Where the logs are, if the instance is not registered: a directory, or SCHEME:….")
    private LogLocation log;

    @Option(
            names = "--records",
            description = "Print the records, decoded with the schema of the checkpoint before them.")
    private boolean records;

    @Option(
            names = "--from",
            paramLabel = "RECORD",
            defaultValue = "0",
            description = "The first record to print (${DEFAULT-VALUE}); implies --records.")
    private long from;

    @Option(
            names = "--to",
            paramLabel = "RECORD",
            defaultValue = "9223372036854775807",
            description = "The last record to print; default: the last there is. Implies --records.")
    private long to;

    @Option(names = "--verify", description = "Check every byte; say what is wrong where.")
    private boolean verify;

    @Option(names = "--json", description = "Print JSON; of records, one object on each line.")
    private boolean json;

    @Mixin
    private RegistryOptions registries;

    private long firstRecord = -1;
    private long lastRecord = -1;
    private long printed;

    @Override
    public Integer call() {
        try (LogEngine engine = Engines.logs(registries.log(instance.name(), log))) {
            return call(engine.inspect(instance.name()));
        }
    }

    private Integer call(LogInspection inspected) {
        PrintWriter out = spec.commandLine().getOut();
        if (verify) {
            return verify(inspected, out);
        } else if (records || isGiven("--from") || isGiven("--to")) {
            printRecords(inspected, out);
        } else {
            list(inspected, out);
        }
        out.flush();
        return 0;
    }

    private Integer verify(LogInspection inspected, PrintWriter out) {
        List<String> done = new ArrayList<>();
        List<String> wrong = inspected.verify(step -> {
            done.add(step);
            if (!json) {
                out.println(step);
                out.flush();
            }
        });
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("checked", done);
            result.put("wrong", wrong);
            Json.print(result, out);
        } else {
            wrong.forEach(
                    each -> out.println(spec.commandLine().getColorScheme().errorText("wrong: " + each)));
            out.println(
                    wrong.isEmpty()
                            ? "Everything is whole."
                            : wrong.size() + (wrong.size() == 1 ? " thing is wrong." : " things are wrong."));
            out.flush();
        }
        return wrong.isEmpty() ? 0 : DAMAGED;
    }

    private void list(LogInspection inspected, PrintWriter out) {
        LogIdentity identity = inspected.identity();
        List<Long> checkpoints = inspected.checkpoints();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("instance", identity.instance());
            all.put("incarnation", identity.incarnation());
            all.put("epoch", identity.epoch());
            all.put("segments", inspected.segments());
            all.put("checkpoints", checkpoints);
            Json.print(all, out);
            return;
        }
        out.println("Log of \"" + identity.instance() + "\", incarnation " + identity.incarnation() + ", epoch "
                + identity.epoch());
        Table table = new Table("SEGMENT", "BYTES", "STATE", "CHECKPOINT");
        for (LogInspection.Segment each : inspected.segments()) {
            table.row(
                    each.number(),
                    String.format("%,d", each.bytes()),
                    each.sealed() ? "sealed" : "open",
                    checkpoints.contains(each.number()) ? "yes" : "-");
        }
        table.print(out, spec.commandLine().getColorScheme());
    }

    private boolean isGiven(String option) {
        return spec.commandLine().getParseResult().hasMatchedOption(option);
    }

    private void printRecords(LogInspection inspected, PrintWriter out) {
        ReadableCalls calls = new ReadableCalls(new byte[0]);
        SkippedCalls skipped = new SkippedCalls(inspected.skippedCalls());
        for (LogInspection.Segment each : inspected.segments()) {
            Optional<StoredCheckpoint> checkpoint = inspected.checkpoints().contains(each.number())
                    ? inspected.checkpoint(each.number())
                    : Optional.empty();
            if (checkpoint.isPresent()) {
                try (StoredCheckpoint stored = checkpoint.get()) {
                    calls = new ReadableCalls(stored.application().toArray());
                }
            }
            ReadableCalls present = calls;
            Consumer<StoredRecord> printer = record -> print(skipped.apply(record, call -> {}), present, out);
            inspected.records(each.number(), printer);
        }
        if (printed == 0 && (isGiven("--from") || isGiven("--to"))) {
            String range = lastRecord < 0 ? "no record yet" : "the records " + firstRecord + " to " + lastRecord;
            throw new AmbrosiaException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "There is no such record: the log of \"" + instance.name() + "\" has " + range + ", found --from="
                            + from + (isGiven("--to") ? " --to=" + to : "") + ".");
        }
    }

    private void print(StoredRecord record, ReadableCalls calls, PrintWriter out) {
        firstRecord = firstRecord < 0 ? record.sequence() : firstRecord;
        lastRecord = record.sequence();
        if (record.sequence() < from || record.sequence() > to) {
            return;
        }
        printed++;
        Trailer trailer = RecordFormat.trailer(record.bytes(), 0, record.length());
        int bodyLength = RecordFormat.bodyLength(record.bytes(), 0, record.length());
        List<String> messages = calls.describe(record.bytes(), RecordFormat.HEADER_BYTES, bodyLength);
        List<String> moved = trailer.moved().stream().map(LogCommand::position).toList();
        Instant when = Instant.ofEpochMilli(trailer.clockMillis());
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("record", record.sequence());
            all.put("epoch", trailer.epoch());
            all.put("time", when.toString());
            all.put("messages", messages);
            all.put("inboxes", moved);
            Json.printLine(all, out);
            return;
        }
        out.println(spec.commandLine()
                .getColorScheme()
                .text("@|bold record " + record.sequence() + "|@, epoch " + trailer.epoch() + ", " + when
                        + (moved.isEmpty() ? "" : ", calls of " + String.join(", ", moved))));
        for (int i = 0; i < messages.size(); i++) {
            out.println("  " + i + "  " + messages.get(i));
        }
    }

    private static String position(InboxPosition each) {
        String forgotten = each.open() ? " (forgotten: its next call is taken whatever its number is)" : "";
        return each.source() + " to " + each.position().replayable() + forgotten;
    }
}
