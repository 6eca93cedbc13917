package org.ambrosia.runtime.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ambrosia demo}: Hello World as two processes that are killed and restarted in the middle
 * of their work. It proves that each message arrived exactly once.
 */
@Command(
        name = "demo",
        subcommands = ActiveActiveDemoCommand.class,
        mixinStandardHelpOptions = true,
        description = {
            "Runs Hello World, kills client and server with SIGKILL in mid-run, starts them again, and shows that each"
                    + " message arrived exactly once.",
            "Exit status: 0 if it did, 1 if not."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String SERVER = "org.ambrosia.helloworld.server/org.ambrosia.helloworld.server.Main";
    private static final String CLIENT = "org.ambrosia.helloworld.client/org.ambrosia.helloworld.client.Main";
    private static final Pattern RECEIVED = Pattern.compile("!! SERVER RECEIVED MESSAGE Hello World (\\d+)!");
    private static final Pattern RESPONSE = Pattern.compile("Client: the server has processed (\\d+) messages\\.");
    private static final long STEP_MILLIS = 60_000;
    private static final int LINES_KEPT = 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--messages", defaultValue = "1000", description = "How many messages are sent (${DEFAULT-VALUE}).")
    private int messages;

    @Option(names = "--kills", defaultValue = "6", description = "How often a process is killed (${DEFAULT-VALUE}).")
    private int kills;

    private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());
    private final Deque<String> clientLines = new ArrayDeque<>();
    private final Deque<String> serverLines = new ArrayDeque<>();
    private Path data;
    private Child server;
    private Child client;
    private volatile int processed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (messages < 10 || kills < 0 || kills > messages / 5) {
            throw new ParameterException(
                    spec.commandLine(), "expected at least 10 messages and at most a kill for every fifth of them");
        }
        data = Files.createTempDirectory("ambrosia-demo");
        try {
            say("Hello World: a client sends " + messages + " messages, each after the server's response to the last.");
            say("Logs are in " + data + ".");
            startServer();
            startClient();
            for (int i = 1; i <= kills; i++) {
                awaitProcessed(messages * i / (kills + 1));
                killAndRestart(i);
            }
            awaitProcessed(messages);
            int status = client.await();
            say("The client is done, exit status " + status + ".");
            say("Now the server is killed once more. Started again it replays its log, and so shows what was in it.");
            server.kill();
            received.clear();
            startServer();
            awaitReceived(messages);
            return report() && status == 0 ? 0 : 1;
        } finally {
            stop(client);
            stop(server);
        }
    }

    private void killAndRestart(int number) throws IOException, InterruptedException {
        int choice = number % 3;
        String which = choice == 1 ? "the client" : choice == 2 ? "the server" : "both";
        say(String.format("@|yellow kill -9|@ %s, after %d responses", which, processed));
        if (choice != 2) {
            client.kill();
        }
        if (choice != 1) {
            server.kill();
            startServer();
        }
        if (choice != 2) {
            startClient();
        }
    }

    private void startServer() throws IOException {
        server = Child.start(SERVER, List.of(data.toString()), line -> {
            keep(serverLines, line);
            Matcher message = RECEIVED.matcher(line);
            if (message.matches()) {
                received.add(Integer.parseInt(message.group(1)));
            }
        });
        say("server started, pid " + server.pid());
    }

    private void startClient() throws IOException {
        client = Child.start(CLIENT, List.of("3", data.toString(), Integer.toString(messages)), line -> {
            keep(clientLines, line);
            Matcher response = RESPONSE.matcher(line);
            if (response.matches()) {
                processed = Math.max(processed, Integer.parseInt(response.group(1)));
            }
        });
        say("client started, pid " + client.pid());
    }

    private boolean report() {
        int lost = 0;
        int doubled = 0;
        int disordered = 0;
        synchronized (received) {
            for (int i = 1; i <= messages; i++) {
                int times = Collections.frequency(received, i);
                lost += times == 0 ? 1 : 0;
                doubled += times > 1 ? 1 : 0;
            }
            for (int i = 1; i < received.size(); i++) {
                disordered += received.get(i) < received.get(i - 1) ? 1 : 0;
            }
        }
        boolean good = lost == 0 && doubled == 0 && disordered == 0 && received.size() == messages;
        PrintWriter out = out();
        out.println();
        row("messages sent", messages);
        row("processes killed with SIGKILL", kills + kills / 3 + 1);
        row("messages in the server's log", received.size());
        row("lost", lost);
        row("doubled", doubled);
        row("out of order", disordered);
        row("last response to the client", processed);
        out.println();
        say(good ? "@|bold,green Each message arrived exactly once.|@" : "@|bold,red Exactly once does NOT hold.|@");
        return good;
    }

    private void row(String name, int value) {
        out().printf("  %-32s %6d%n", name, value);
    }

    private void awaitProcessed(int count) throws InterruptedException {
        await(() -> processed >= count, count + " responses");
    }

    private void awaitReceived(int count) throws InterruptedException {
        await(() -> received.size() >= count, count + " replayed messages");
    }

    private void await(java.util.function.BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.currentTimeMillis() + STEP_MILLIS;
        while (!condition.getAsBoolean()) {
            boolean clientFailed = !client.isAlive() && processed < messages;
            if (clientFailed || !server.isAlive() || System.currentTimeMillis() > deadline) {
                throw new IllegalStateException("Waited in vain for " + what + "; there were " + processed
                        + ".\nThe server's last lines:\n  " + String.join("\n  ", copy(serverLines))
                        + "\nThe client's last lines:\n  " + String.join("\n  ", copy(clientLines)));
            }
            Thread.sleep(2);
        }
    }

    private void say(String line) {
        out().println(spec.commandLine().getColorScheme().ansi().string(line));
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static void keep(Deque<String> lines, String line) {
        synchronized (lines) {
            lines.add(line);
            if (lines.size() > LINES_KEPT) {
                lines.poll();
            }
        }
    }

    private static List<String> copy(Deque<String> lines) {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private static void stop(Child child) throws InterruptedException {
        if (child != null) {
            child.kill();
        }
    }
}
