package org.ambrosia.simulator.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs Jazzer on one target in a process of its own. */
public final class FuzzRun {
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: +(\\d+)");
    private static final Pattern COVERED = Pattern.compile(" cov: (\\d+) ");
    private static final int LONGEST_INPUT = 2_048;
    private static final int JDK_WITH_AGENT_WARNINGS = 21;
    private static final int JDK_WITH_NATIVE_WARNINGS = 24;
    private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";

    private FuzzRun() {}

    /**
     * What came of it.
     *
     * @param inputs how many inputs were tried
     * @param coveredEdges how many places of the code they reached
     * @param finding what went wrong, with the input; null if nothing did
     */
    public record Result(long inputs, int coveredEdges, String finding) {}

    /**
     * Runs.
     *
     * @param inputs after how many inputs it ends, at the latest
     * @param seconds after how many seconds it ends, at the latest
     * @param directory an existing directory, for the corpus and for findings
     */
    public static Result run(FuzzTarget target, long inputs, int seconds, Path directory)
            throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(directory.resolve(target.name()).resolve("corpus"));
        Path findings = Files.createDirectories(directory.resolve(target.name()).resolve("findings"));
        Path temporary =
                Files.createDirectories(directory.resolve(target.name()).resolve("tmp"));
        int number = 0;
        for (byte[] each : target.seeds()) {
            Files.write(corpus.resolve("seed-" + number++), each);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx768m", "-Xshare:off", "-Dkryo.unsafe=false"));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.add("-Djava.util.logging.config.file=" + silence(temporary));
        int jdk = Runtime.version().feature();
        if (jdk >= JDK_WITH_AGENT_WARNINGS) {
            command.add("-XX:+EnableDynamicAgentLoading");
        }
        if (jdk >= JDK_WITH_NATIVE_WARNINGS) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("com.code_intelligence.jazzer.Jazzer");
        command.add("--target_class=" + target.type().getName());
        command.add("--instrumentation_includes=org.ambrosia.runtime.**");
        command.add("--disabled_hooks=" + disabledHooks());
        command.add("--reproducer_path=" + findings);
        command.add("-artifact_prefix=" + findings + "/");
        command.addAll(List.of("-timeout=10", "-print_final_stats=1", "-max_len=" + LONGEST_INPUT));
        command.addAll(List.of("-runs=" + inputs, "-max_total_time=" + seconds));
        command.add(corpus.toString());
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile());
        builder.environment().keySet().removeIf(each -> each.startsWith("JAZZER_"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        long executed = last(EXECUTED, output);
        if (status == 0 && executed > 0) {
            return new Result(executed, (int) last(COVERED, output), null);
        }
        return new Result(executed, (int) last(COVERED, output), "status " + status + "\n" + tail(output));
    }

    /** Jazzer's detectors of injections look for other things than we do, and cost start-up time. */
    private static String disabledHooks() {
        return Stream.of(
                        "BigDecimal",
                        "ClojureLangHooks",
                        "Deserialization",
                        "ExpressionLanguageInjection",
                        "FilePathTraversal",
                        "LdapInjection",
                        "NamingContextLookup",
                        "OsCommandInjection",
                        "ReflectiveCall",
                        "RegexInjection",
                        "RegexRoadblocks",
                        "ScriptEngineInjection",
                        "ServerSideRequestForgery",
                        "SqlInjection",
                        "TemplateInjection",
                        "UnsafeSanitizer",
                        "XPathInjection",
                        "XmlParserSsrfGuidance")
                .map(each -> SANITIZERS + each)
                .collect(Collectors.joining(":"));
    }

    private static Path silence(Path directory) throws IOException {
        return Files.writeString(directory.resolve("logging.properties"), "handlers =\n.level = OFF\n");
    }

    private static long last(Pattern pattern, String output) {
        long found = 0;
        for (Matcher matcher = pattern.matcher(output); matcher.find(); ) {
            found = Long.parseLong(matcher.group(1));
        }
        return found;
    }

    private static String tail(String output) {
        int finding = output.indexOf("== Java Exception");
        int from = finding >= 0 ? finding : Math.max(0, output.length() - 4_000);
        return output.substring(from, Math.min(output.length(), from + 4_000));
    }
}
