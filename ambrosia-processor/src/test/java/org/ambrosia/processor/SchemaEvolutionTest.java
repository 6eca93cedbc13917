package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Builds with different methods execute one log: each call as the build that executed it first did, or not at all. */
class SchemaEvolutionTest {
    private static final String ADD = "@MethodId(1) int add(int value)";
    private static final String SUBTRACT = "@MethodId(2) int subtract(int value)";

    private static final int CALLS = 5;

    @TempDir
    private Path directory;

    private final LoggedInstance instance = new LoggedInstance();
    private Duration checkpointAtClose = Duration.ofSeconds(5);

    @Test
    void aLoggedCallThatThisBuildCantExecuteStopsIt() throws Exception {
        instance.startFirst(build(ADD));
        instance.restart(build(ADD, SUBTRACT));
        instance.logOwn();
        instance.call(1, 10);
        instance.call(2, 3);
        ImmortalBase before = build(ADD);
        assertThatThrownBy(() -> instance.restart(before))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("SchemaMismatch")
                .hasMessageContaining("record 3")
                .hasMessageContaining("int subtract(int)")
                .hasMessageContaining("Start a build that has the method");
        ImmortalBase again = build(ADD, SUBTRACT);
        instance.restart(again);
        assertThat(seen(again)).containsExactly("add 10", "subtract 3");
    }

    @Test
    void aRemovedMethodIsNoHindranceAfterACheckpoint() throws Exception {
        instance.startFirst(build(ADD, SUBTRACT));
        instance.call(2, 3);
        instance.takeCheckpoint();
        ImmortalBase without = build(ADD);
        instance.restart(without);
        assertThat(instance.logOwn()).isEqualTo(1);
        instance.call(1, 1);
        assertThat(seen(without)).containsExactly("subtract 3", "add 1");
    }

    @Test
    void aCallThatFailedForWantOfItsMethodFailsInEachReplay() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(2, 3);
        instance.call(1, 10);
        assertThat(instance.replies).isEmpty();
        assertThat(instance.logOwn()).isEqualTo(1);
        assertThat(kinds()).containsExactly(CallLayout.FAILURE, CallLayout.VALUE);
        ImmortalBase later = build(ADD, SUBTRACT);
        instance.restart(later);
        assertThat(kinds()).containsExactly(CallLayout.FAILURE, CallLayout.VALUE);
        instance.call(2, 4);
        instance.logOwn();
        assertThat(kinds()).containsExactly(CallLayout.FAILURE, CallLayout.VALUE, CallLayout.VALUE);
        assertThat(seen(later)).containsExactly("add 10", "subtract 4");
    }

    @Test
    void callsThatCameBeforeTheNewBuildServedAreExecutedInOrder() throws Exception {
        instance.startFirst(build(ADD));
        ImmortalBase later = build(ADD, SUBTRACT);
        instance.restart(later);
        instance.call(2, 3);
        instance.call(1, 10);
        assertThat(seen(later)).isEmpty();
        assertThat(instance.logOwn()).isEqualTo(1);
        assertThat(seen(later)).containsExactly("subtract 3", "add 10");
        ImmortalBase replayed = build(ADD, SUBTRACT);
        instance.replay(replayed);
        assertThat(seen(replayed)).containsExactly("subtract 3", "add 10");
    }

    @Test
    void whatIsHeldBackIsPartOfACheckpoint() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(2, 3);
        instance.call(1, 10);
        instance.takeCheckpoint();
        ImmortalBase later = build(ADD, SUBTRACT);
        instance.restart(later);
        instance.call(1, 11);
        assertThat(instance.logOwn()).isEqualTo(1);
        assertThat(seen(later)).containsExactly("subtract 3", "add 10", "add 11");
    }

    /** Any party may call what does not exist: neither the log nor what waits grows by it without bound. */
    @Test
    void aMethodThatFailsAgainAndAgainIsNotLookedForAgain() throws Exception {
        instance.startFirst(build(ADD));
        int logged = 0;
        for (int i = 0; i < 100; i++) {
            instance.call(2, i);
            logged += instance.logOwn();
        }
        assertThat(logged).isEqualTo(16);
        assertThat(instance.loggedBytes).as("the schema itself is in force").isLessThan(100);
        assertThat(kinds()).hasSize(100).containsOnly(CallLayout.FAILURE);
        instance.takeCheckpoint();
        instance.call(2, 100);
        assertThat(instance.logOwn()).as("a checkpoint remembers that").isZero();
        ImmortalBase later = build(ADD, SUBTRACT);
        instance.restart(later);
        assertThat(kinds()).containsExactly(CallLayout.FAILURE);
        instance.logOwn();
        instance.call(2, 3);
        assertThat(kinds()).containsExactly(CallLayout.FAILURE, CallLayout.VALUE);
        assertThat(seen(later)).containsExactly("subtract 3");
    }

    @Test
    void anIdThatNoMethodCanHaveFailsAtOnce() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(8192, 1);
        instance.call(-1, 1);
        assertThat(kinds()).containsExactly(CallLayout.FAILURE, CallLayout.FAILURE);
        assertThat(instance.logOwn()).isZero();
    }

    /** An application that was away for long finds all of the log behind such a call. */
    @Test
    void whatWaitsForASchemaIsBounded() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(2, 3);
        for (int i = 0; i < 31; i++) {
            instance.callLarge(1, 1 << 20);
        }
        assertThat(kinds()).isEmpty();
        instance.callLarge(1, 1 << 20);
        assertThat(kinds()).hasSize(33).containsOnly(CallLayout.FAILURE);
        instance.call(1, 10);
        ImmortalBase later = build(ADD, SUBTRACT);
        instance.restart(later);
        assertThat(kinds()).hasSize(34).endsWith(CallLayout.FAILURE, CallLayout.VALUE);
        instance.logOwn();
        instance.call(2, 4);
        assertThat(seen(later)).containsExactly("add 10", "subtract 4");
    }

    @Test
    void aBuildThatChangesNothingLogsNothing() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(1, 1);
        instance.restart(build(ADD));
        instance.call(1, 2);
        assertThat(instance.logOwn()).isZero();
    }

    @Test
    void aMethodWithAnIdIsRenamed() throws Exception {
        instance.startFirst(build(ADD));
        instance.call(1, 10);
        ImmortalBase renamed = build("@MethodId(1) int increase(int value)");
        instance.restart(renamed);
        instance.logOwn();
        instance.call(1, 11);
        assertThat(seen(renamed)).containsExactly("increase 10", "increase 11");
        ImmortalBase back = build(ADD);
        instance.restart(back);
        assertThat(seen(back)).containsExactly("add 10", "add 11");
    }

    /** With a coordinator, a log on the disk, and calls from outside. An orderly close takes a checkpoint, so that nothing stops a roll-back. */
    @Test
    void aDeployedInstanceGoesOnWithWhatABuildAfterAndABuildBeforeDid() throws Exception {
        serve(build(ADD), "add", 1);
        serve(build(ADD, SUBTRACT), "subtract", 2);
        serve(build(ADD), "add", 3);
        ImmortalBase again = build(ADD, SUBTRACT);
        serve(again, "subtract", 4);
        assertThat(seen(again)).containsExactly("add 1", "subtract 2", "add 3", "subtract 4");
    }

    /** Without a checkpoint at the close, as after a kill: the next build is to execute what the one before has logged. */
    @Test
    @Timeout(120)
    void aDeployedInstanceIsStoppedBeforeItServes() throws Exception {
        checkpointAtClose = Duration.ZERO;
        serve(build(ADD), "add", 1);
        serve(build(ADD, SUBTRACT), "subtract", 2);
        Instance before = deploy(build(ADD));
        assertThatThrownBy(() -> before.awaitTermination(Duration.ofMinutes(1)))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("int subtract(int)");
        ImmortalBase again = build(ADD, SUBTRACT);
        serve(again, "add", 3);
        assertThat(seen(again)).containsExactly("add 1", "subtract 2", "add 3");
    }

    /**
     * The coordinator of the older build takes calls while its application executes the log, as one does whose application is away: they
     * are logged, and wait for a build that can execute them.
     */
    @Test
    @Timeout(120)
    void whatComesWhileAnOlderBuildStartsIsExecutedOnceAndByTheBuildThatCan() throws Exception {
        checkpointAtClose = Duration.ZERO;
        serve(build(ADD), "add", 1);
        serve(build(ADD, SUBTRACT), "subtract", 2);
        try (AmbrosiaClient client = client()) {
            ImmortalBase older = build(ADD);
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                answers.add(call(client, older, "add", 10 + i));
            }
            Instance before = deploy(older);
            assertThatThrownBy(before::awaitServing).hasMessageContaining("SchemaMismatch");
            assertThatThrownBy(() -> before.awaitTermination(Duration.ofMinutes(1)))
                    .hasMessageContaining("SchemaMismatch");
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            assertThat(seen(older)).containsExactly("add 1");
            ImmortalBase again = build(ADD, SUBTRACT);
            try (Instance handle = deploy(again)) {
                handle.awaitServing();
                for (int i = 0; i < CALLS; i++) {
                    assertThat(answers.get(i).get(1, TimeUnit.MINUTES)).isEqualTo(10 + i);
                }
            }
            assertThat(seen(again)).startsWith("add 1", "subtract 2", "add 10").hasSize(2 + CALLS);
        }
    }

    /** Deploys a build, calls a method, waits for the result, and closes it. */
    private void serve(ImmortalBase immortal, String method, int argument) throws Exception {
        try (Instance handle = deploy(immortal);
                AmbrosiaClient client = client()) {
            handle.awaitServing();
            assertThat(call(client, immortal, method, argument).get(1, TimeUnit.MINUTES))
                    .isEqualTo(argument);
        }
    }

    private AmbrosiaClient client() {
        return Ambrosia.client()
                .registryDirectory(directory.resolve("registry"))
                .start();
    }

    private static CompletableFuture<?> call(AmbrosiaClient client, ImmortalBase of, String method, int argument)
            throws ReflectiveOperationException {
        Class<?> calls = of.getClass().getClassLoader().loadClass("example.CounterClient");
        Object counter =
                calls.getMethod("of", AmbrosiaClient.class, String.class).invoke(null, client, "counter");
        return (CompletableFuture<?>)
                calls.getMethod(method + "Async", int.class).invoke(counter, argument);
    }

    private Instance deploy(ImmortalBase immortal) {
        return Ambrosia.deploy("counter", () -> immortal)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(checkpointAtClose))
                .start();
    }

    private List<Integer> kinds() {
        return instance.replies.stream().map(each -> (int) each[0]).toList();
    }

    @SuppressWarnings("unchecked")
    private static List<String> seen(ImmortalBase immortal) throws ReflectiveOperationException {
        return (List<String>) immortal.getClass().getField("seen").get(immortal);
    }

    /** A build of an instance that notes each call. */
    private ImmortalBase build(String... methods) throws IOException, ReflectiveOperationException {
        String bodies = String.join(
                "\n",
                Stream.of(methods)
                        .map(each -> each.replaceFirst("@MethodId\\(\\d+\\)", "public"))
                        .map(each -> each + "{ seen.add(\"" + each.replaceFirst(".*int (\\w+)\\(.*", "$1")
                                + " \" + value); return value; }")
                        .toList());
        Compilation compilation = Compilations.compile(
                Compilations.source(
                        "example.Counter",
                        "package example;",
                        "import org.ambrosia.annotations.*;",
                        "@Immortal public interface Counter {",
                        String.join(";\n", methods) + ";",
                        "}"),
                Compilations.source(
                        "example.CounterServer",
                        "package example;",
                        "import java.util.*;",
                        "public class CounterServer extends CounterImmortal {",
                        "public List<String> seen = new ArrayList<>();",
                        bodies,
                        "}"));
        assertThat(compilation).succeeded();
        Path classes = Files.createTempDirectory(directory, "build");
        Compilations.writeClasses(compilation, classes);
        URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        return (ImmortalBase)
                loader.loadClass("example.CounterServer").getConstructor().newInstance();
    }
}
