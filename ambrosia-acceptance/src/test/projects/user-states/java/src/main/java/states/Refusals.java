package states;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.ambrosia.runtime.Ambrosia.Deployment;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.Instance;

/** Deploys what a newcomer would write, and prints why each of it is refused. */
public final class Refusals {
    private Refusals() {}

    public static void main(String[] arguments) throws IOException {
        for (Example<?> example : Example.all().values()) {
            for (Map.Entry<String, Deployment> each : example.naive().entrySet()) {
                Path data = Files.createTempDirectory(Path.of("").toAbsolutePath(), "refused");
                Deployment deployment = each.getValue()
                        .log(data.resolve("logs"))
                        .registryDirectory(data.resolve("registry"));
                System.out.println(each.getKey() + ": " + outcome(deployment));
            }
        }
    }

    private static String outcome(Deployment deployment) {
        try (Instance handle = deployment.start()) {
            return "was deployed";
        } catch (AmbrosiaException refused) {
            return refused.getMessage();
        }
    }
}
