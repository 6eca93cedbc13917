package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.ErrorTag;
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
            "Shows the instances that are registered, run or have run, their replicas, roles, epochs, positions in the log, lags and peers.",
            "RECORD is the last record that the coordinator has from stable storage. LAG is what is logged and not executed: the records"
                    + " that the application was not given, the bytes that it has not executed, and how old the oldest of them is.",
            "A peer is refused from when either side refuses a link to the other, as after a log was restored, until there is one again."
                    + " The exit status is 10 then, as without a primary.",
            "CHECKPOINT is how old the newest stored checkpoint is, at the replica that takes them."
        },
        footer = "  ambrosia status%n  ambrosia status -i=server --json")
final class StatusCommand implements Callable<Integer> {
    private static final Set<String> NUMBERS = Set.of(
            "epoch",
            "record",
            "lagRecords",
            "lagBytes",
            "lagMillis",
            "slowestWriteMillis",
            "clients",
            "receivePort",
            "sendPort",
            "checkpointFailures");

    private static final String PEER = "peer.";
    private static final String SILENT = "silentSeconds";
    private static final String REFUSED = "refused.";

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
    public Integer call() {
        Registry registry = registries.existing();
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
        boolean stands = all.stream()
                .anyMatch(each -> !hasPrimary(each) || !refused(each).isEmpty());
        return stands ? ExitStatus.NO_PRIMARY : 0;
    }

    /** Returns false if the instance runs without a primary; one that does not run needs none. */
    private static boolean hasPrimary(Map<String, Object> row) {
        return !Boolean.FALSE.equals(row.get("hasPrimary"));
    }

    /** Returns the peers to which no link is possible, each with the reason. */
    private static List<String> refused(Map<String, Object> row) {
        List<String> refused = new ArrayList<>();
        if (row.get("peers") instanceof Map<?, ?> peers) {
            peers.forEach((name, state) -> {
                if (state instanceof Map<?, ?> facts && facts.containsKey("refused")) {
                    refused.add("\"" + name + "\" (" + facts.get("refused") + ")");
                }
            });
        }
        return refused;
    }

    private static List<Map<String, Object>> replicas(Registry registry, String name) {
        Optional<Registration> registered = registry.registration(name);
        Map<Integer, Presence> running = new TreeMap<>();
        registry.running(name).forEach(each -> running.put(each.replica(), each));
        Set<Integer> numbers = new TreeSet<>(running.keySet());
        registered.ifPresent(each -> numbers.addAll(each.replicas().keySet()));
        long now = System.currentTimeMillis();
        boolean hasPrimary = running.values().stream()
                .anyMatch(each -> isPrimary(each) && each.silentSeconds(now).isEmpty());
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
                row.put("hasPrimary", hasPrimary);
                presence.silentSeconds(now).ifPresent(seconds -> row.put(SILENT, seconds));
                describe(presence.facts(), row);
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            // It was deployed by a program, which has ended.
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("instance", name);
            row.put("running", false);
            rows.add(row);
        }
        return rows;
    }

    private static boolean isPrimary(Presence presence) {
        return Set.of("primary", "recovering").contains(presence.facts().getOrDefault("role", ""));
    }

    private static void describe(Registration registration, int number, Map<String, Object> row) {
        Replica replica = registration.replicas().get(number);
        if (replica != null) {
            row.put("receivePort", replica.receivePort());
            row.put("sendPort", replica.sendPort());
            row.put("log", replica.log().toString());
        }
        row.put("activeActive", registration.activeActive());
        row.put("currentVersion", registration.currentVersion());
        row.put("upgradeVersion", registration.upgradeVersion());
    }

    private static void describe(Map<String, String> facts, Map<String, Object> row) {
        Map<String, Object> peers = new TreeMap<>();
        facts.forEach((key, value) -> {
            if (key.startsWith(PEER)) {
                String name = key.substring(PEER.length());
                peers.put(name, peer(value, facts.get(REFUSED + name)));
            } else if (!key.equals("answer") && !key.equals(Presence.SAID_MILLIS) && !key.startsWith(REFUSED)) {
                row.put(key, value(key, value));
            }
        });
        if (row.get("checkpoint") instanceof String when) {
            row.put("checkpointAgeSeconds", ageSeconds(when));
        }
        row.put("peers", peers);
    }

    private static Object value(String key, String value) {
        if (NUMBERS.contains(key)) {
            return Long.parseLong(value);
        }
        return key.equals("replicated") ? (Object) Boolean.parseBoolean(value) : value;
    }

    /** Returns the age in seconds. It is never negative, even if clocks were set. */
    private static long ageSeconds(String when) {
        return Math.max(0, Duration.between(Instant.parse(when), Instant.now()).toSeconds());
    }

    private static String age(Object ageSeconds) {
        if (!(ageSeconds instanceof Long seconds)) {
            return "-";
        }
        Duration age = Duration.ofSeconds(seconds);
        if (age.toMinutes() < 2) {
            return seconds + " s";
        }
        if (age.toHours() < 2) {
            return age.toMinutes() + " min";
        }
        return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
    }

    private static Map<String, Object> peer(String fact, String refused) {
        String[] words = fact.split(" ", 2);
        Map<String, Object> peer = new LinkedHashMap<>();
        peer.put("linked", words[0].equals("linked"));
        if (refused != null) {
            peer.put("refused", refused);
        }
        peer.put("unconfirmed", Long.parseLong(words[1]));
        return peer;
    }

    private static String text(Object peer) {
        Map<?, ?> facts = (Map<?, ?>) peer;
        String link = Boolean.TRUE.equals(facts.get("linked")) ? "linked" : "not linked";
        return (facts.containsKey("refused") ? "refused: " + facts.get("refused") : link) + ", "
                + facts.get("unconfirmed") + " calls unconfirmed";
    }

    private static String lag(Map<String, Object> row) {
        return row.getOrDefault("lagRecords", "-") + " records, " + row.getOrDefault("lagBytes", "-") + " bytes, "
                + row.getOrDefault("lagMillis", "-") + " ms";
    }

    private static String role(Map<String, Object> row) {
        return row.get("role") + (row.containsKey(SILENT) ? ", silent" : "");
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
                "CHECKPOINT",
                "ADDRESS",
                "PID",
                "SINCE");
        for (Map<String, Object> each : all) {
            boolean runs = (Boolean) each.get("running");
            table.row(
                    each.get("instance"),
                    each.getOrDefault("replica", "-"),
                    runs ? role(each) : "not running",
                    each.getOrDefault("application", "-"),
                    each.getOrDefault("epoch", "-"),
                    each.getOrDefault("record", "-"),
                    runs ? lag(each) : "-",
                    each.containsKey("slowestWriteMillis") ? each.get("slowestWriteMillis") + " ms" : "-",
                    age(each.get("checkpointAgeSeconds")),
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
                known.forEach((peer, state) -> peers.row(each.get("instance"), peer, text(state)));
            }
        }
        if (any) {
            out.println();
            peers.print(out, colors);
        }
        printProblems(all, out);
    }

    private void printProblems(List<Map<String, Object>> all, PrintWriter out) {
        Map<Object, Object> problems = new LinkedHashMap<>();
        for (Map<String, Object> each : all) {
            if (each.get("checkpointFailures") instanceof Long failures && failures > 1) {
                problems.put(
                        each.get("instance") + " checkpoints",
                        "\"" + each.get("instance") + "\" could not take its last " + failures
                                + " checkpoints, so that its log grows, and recovery takes longer. The log of process "
                                + each.get("pid") + " says why: \"No checkpoint could be taken\".");
            }
            if (each.get("problem") instanceof String problem && problem.contains("/" + ErrorTag.HANDLER_SLOW + "]")) {
                problems.put(each.get("instance") + " replica " + each.get("replica"), problem);
            }
            List<String> refused = refused(each);
            if (!refused.isEmpty()) {
                problems.put(
                        each.get("instance") + " peers",
                        "\"" + each.get("instance") + "\" can have no link to " + String.join(", ", refused)
                                + ", since one of the two refuses it, so that calls wait. The log of process "
                                + each.get("pid") + " says why, and what to do.");
            }
            if (each.get(SILENT) instanceof Long seconds) {
                problems.put(
                        each.get("instance") + " silent " + each.get("replica"),
                        "Replica " + each.get("replica") + " of \"" + each.get("instance") + "\" has said nothing for "
                                + seconds
                                + " s, though its process " + each.get("pid")
                                + " is there: it hangs, or was stopped. What it does: jstack " + each.get("pid")
                                + ". End it if it does not go on.");
            }
            if (!hasPrimary(each)) {
                problems.putIfAbsent(
                        each.get("instance"),
                        "\"" + each.get("instance")
                                + "\" has no primary, so that no call is executed. A standby takes over within a second if"
                                + " there is one; else start another replica, with its application. One that takes the"
                                + " checkpoints never becomes primary.");
            }
        }
        if (!problems.isEmpty()) {
            out.println();
            problems.values()
                    .forEach(each ->
                            out.println(spec.commandLine().getColorScheme().errorText(String.valueOf(each))));
            out.flush();
        }
    }
}
