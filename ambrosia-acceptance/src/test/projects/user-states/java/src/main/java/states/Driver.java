package states;

import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;

/**
 * Makes the numbered calls of programs and of their twins, and compares, until a line is typed. Arguments: the programs' names. The
 * programs' processes may die meanwhile as often as they like, this one may not: a client's calls end with it.
 */
public final class Driver {
    private static final int DESCRIBED_EACH = 20;
    private static final long PAUSE_MILLIS = 1;

    private static volatile boolean stopped;

    private Driver() {}

    public static void main(String[] names) throws Exception {
        try (AmbrosiaClient client = Ambrosia.client()
                .with(settings -> settings.callTimeout(java.time.Duration.ofMinutes(5)))
                .start()) {
            List<Thread> threads =
                    List.of(names).stream().map(each -> thread(each, client)).toList();
            System.in.read();
            stopped = true;
            for (Thread each : threads) {
                each.join();
            }
        }
        System.out.println("all are the same");
    }

    private static Thread thread(String name, AmbrosiaClient client) {
        Thread thread = new Thread(
                () -> {
                    try {
                        drive(Example.all().get(name), client);
                    } catch (Throwable failed) {
                        failed.printStackTrace(System.out);
                        System.out.println(name + " differs: " + failed);
                        Runtime.getRuntime().halt(1);
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private static <I extends Described> void drive(Example<I> example, AmbrosiaClient client)
            throws InterruptedException {
        I twin = example.twin();
        I remote = example.remote(client);
        for (int number = 1; ; number++) {
            compare(number, "result", example.call(twin, number), example.call(remote, number));
            boolean last = stopped;
            if (last || number % DESCRIBED_EACH == 0) {
                compare(number, "description", twin.describe(), remote.describe());
                System.out.println(example.name() + " " + number);
            }
            if (last) {
                System.out.println(example.name() + " after " + number + " calls: " + remote.describe());
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private static void compare(int number, String what, String expected, String found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException(
                    "the " + what + " of call " + number + "\n  expected " + expected + "\n  found    " + found);
        }
    }
}
