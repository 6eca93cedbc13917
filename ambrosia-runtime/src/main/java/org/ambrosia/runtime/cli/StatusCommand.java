package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Replica;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the instances that are registered or run, their replicas, roles, epochs, positions in the log, lags and peers.",
            "RECORD is the last record that the coordinator has from stable storage. LAG is what is logged and not executed: the records"
                    + " that the application was not given, the bytes that it has not executed, and how old the oldest of them is."
        },
        footer = "  ambrosia status%n  ambrosia status -i=server --json")
final class StatusCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-i", "-instanceName", "--instanceName", "--instance-name"},
            paramLabel = "NAME",
            description = "Only this instance.")
    private String only;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private RegistryOptions registries;

    @Override
    public void run() {
        Registry registry = registries.open();
        List<String> names = new ArrayList<>(registry.instances());
        if (only != null) {
            if (!names.contains(only)) {
                registries.registered(only);
            }
            names.retainAll(List.of(only));
        }
        List<Map<String, Object>> all = names.stream()
                .flatMap(name -> replicas(registry, name).stream())
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(all, out);
        } else if (all.isEmpty()) {
            out.println("No instance is registered in " + registries.place().toAbsolutePath() + ".");
            out.flush();
        } else {
            print(all, out);
        }
    }

    private static List<Map<String, Object>> replicas(Registry registry, String name) {
        Optional<Registration> registered = registry.registration(name);
        Map<Integer, Presence> running = new TreeMap<>();
        registry.running(name).forEach(each -> running.put(each.replica(), each));
        Set<Integer> numbers = new TreeSet<>(running.keySet());
        registered.ifPresent(each -> numbers.addAll(each.replicas().keySet()));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int number : numbers) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("instance", name);
            row.put("replica", number);
            row.put("running", running.containsKey(number));
            registered.ifPresent(each -> describe(each, number, row));
            Presence presence = running.get(number);
            if (presence != null) {
                row.put("pid", presence.pid());
                describe(presence.facts(), row);
            }
            rows.add(row);
        }
        return rows;
    }

    private static void describe(Registration registration, int number, Map<String, Object> row) {
        Replica replica = registration.replicas().get(number);
        if (replica != null) {
            row.put("receivePort", replica.receivePort());
            row.put("sendPort", replica.sendPort());
            row.put("logDirectory", replica.logDirectory().toString());
        }
        row.put("activeActive", registration.activeActive());
        row.put("currentVersion", registration.currentVersion());
        row.put("upgradeVersion", registration.upgradeVersion());
    }

    private static void describe(Map<String, String> facts, Map<String, Object> row) {
        Map<String, String> peers = new TreeMap<>();
        facts.forEach((key, value) -> {
            if (key.startsWith("peer.")) {
                peers.put(key.substring("peer.".length()), value);
            } else {
                row.put(key, value);
            }
        });
        row.put("peers", peers);
    }

    private static String lag(Map<String, Object> row) {
        return row.getOrDefault("lag.records", "-") + " records, " + row.getOrDefault("lag.bytes", "-") + " bytes, "
                + row.getOrDefault("lag.millis", "-") + " ms";
    }

    private void print(List<Map<String, Object>> all, PrintWriter out) {
        var colors = spec.commandLine().getColorScheme();
        Table table = new Table(
                "INSTANCE",
                "REPLICA",
                "ROLE",
                "APPLICATION",
                "EPOCH",
                "RECORD",
                "LAG",
                "SLOWEST WRITE",
                "ADDRESS",
                "PID",
                "SINCE");
        for (Map<String, Object> each : all) {
            boolean runs = (Boolean) each.get("running");
            table.row(
                    each.get("instance"),
                    each.get("replica"),
                    runs ? each.get("role") : "not running",
                    each.getOrDefault("application", "-"),
                    each.getOrDefault("epoch", "-"),
                    each.getOrDefault("record", "-"),
                    runs ? lag(each) : "-",
                    each.containsKey("slowest.write.millis") ? each.get("slowest.write.millis") + " ms" : "-",
                    each.getOrDefault("address", "-"),
                    each.getOrDefault("pid", "-"),
                    each.getOrDefault("since", "-"));
        }
        table.print(out, colors);
        Table peers = new Table("INSTANCE", "PEER", "STATE");
        boolean any = false;
        for (Map<String, Object> each : all) {
            if (each.get("peers") instanceof Map<?, ?> known) {
                any |= !known.isEmpty();
                known.forEach((peer, state) -> peers.row(each.get("instance"), peer, state));
            }
        }
        if (any) {
            out.println();
            peers.print(out, colors);
        }
    }
}
