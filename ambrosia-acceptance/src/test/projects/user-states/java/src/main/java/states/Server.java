package states;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.Ambrosia.Deployment;
import org.ambrosia.runtime.api.Instance;

/** Deploys programs in this process. Arguments: the number of the replica, or "alone", and the programs' names. */
public final class Server {
    private Server() {}

    public static void main(String[] arguments) throws IOException {
        List<Instance> deployed = new ArrayList<>();
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            Deployment deployment = Example.all().get(name).deploy(name);
            if (!arguments[0].equals("alone")) {
                int replica = Integer.parseInt(arguments[0]);
                deployment.with(settings -> settings.replica(replica));
            }
            Instance handle = deployment.start();
            deployed.add(handle);
            Thread waiting = new Thread(() -> saysWhenItServes(handle), name);
            waiting.setDaemon(true);
            waiting.start();
        }
        System.out.println("deployed");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            deployed.forEach(each -> each.checkpoint().toCompletableFuture().join());
            System.out.println("checkpoints");
        }
    }

    private static void saysWhenItServes(Instance handle) {
        try {
            handle.awaitServing();
            System.out.println(handle.name() + " serves");
            handle.awaitTermination();
        } catch (Exception ended) {
            System.out.println(handle.name() + " ended: " + ended);
        }
    }
}
