package org.ambrosia.runtime.node;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;

/** Asks a coordinator in another process for a checkpoint, by the registry, and waits for its answer. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class RemoteCheckpoint {
    private static final String REQUEST = "checkpoint ";
    private static final String STORED = " stored";
    private static final long LOOK_MILLIS = 50;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RemoteCheckpoint() {}

    /**
     * Asks for a checkpoint, and waits until it is stored.
     *
     * @throws AmbrosiaException if the instance has no primary that serves, can't take a checkpoint, or does not within this time
     */
    public static void take(Registry registry, String instance, Duration most) throws InterruptedException {
        if (registry.running(instance).stream().noneMatch(RemoteCheckpoint::serves)) {
            throw new AmbrosiaException(
                    ErrorTag.NoPrimary,
                    "No checkpoint was taken: \"" + instance + "\" has no primary that runs (registry=" + registry
                            + "). Start it; see: ambrosia status -i=" + instance);
        }
        String id = Long.toHexString(RANDOM.nextLong());
        registry.ask(instance, REQUEST + id);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < most.toNanos()) {
            if (isAnswered(registry.running(instance), id)) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new AmbrosiaException(
                ErrorTag.NoCheckpoint,
                "No checkpoint of \"" + instance + "\" was stored within " + most.toSeconds()
                        + " seconds. It may still come; its application must be there, and return from its handler. See:"
                        + " ambrosia status -i=" + instance);
    }

    private static boolean serves(Presence presence) {
        return "primary".equals(presence.facts().get("role"));
    }

    private static boolean isAnswered(List<Presence> running, String id) {
        for (Presence each : running) {
            String answer = each.facts().getOrDefault("answer", "");
            if (answer.equals(id + STORED)) {
                return true;
            } else if (answer.startsWith(id)) {
                throw new AmbrosiaException(
                        ErrorTag.NoCheckpoint, answer.substring(id.length()).strip());
            }
        }
        return false;
    }

    /** The other side puts it in front again. */
    private static String withoutTag(Throwable reason) {
        String tag = "[Ambrosia/" + ErrorTag.NoCheckpoint + "] ";
        String message = String.valueOf(reason.getMessage());
        return message.startsWith(tag) ? message.substring(tag.length()) : message;
    }

    /** Does what a coordinator was asked for, if it knows it, and reports what came of that. */
    static void answer(String request, CheckpointRequests checkpoints, Reporter reporter) {
        if (!request.startsWith(REQUEST)) {
            return;
        }
        String id = request.substring(REQUEST.length());
        checkpoints.request().whenComplete((done, failed) -> {
            Throwable reason = failed == null || failed.getCause() == null ? failed : failed.getCause();
            reporter.answer(reason == null ? id + STORED : id + " " + withoutTag(reason));
        });
    }
}
