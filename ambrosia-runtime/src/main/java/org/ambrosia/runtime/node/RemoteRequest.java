package org.ambrosia.runtime.node;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;

/**
 * Sends a request to a coordinator in another process, by the registry, and waits for its answer.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class RemoteRequest {
    /** The fact that an instance may have several replicas. */
    static final String REPLICATED = "replicated";

    private static final String CHECKPOINT = "checkpoint ";
    private static final String FORGET = "forget ";
    private static final String DONE = " done";
    private static final String PEER = "peer.";
    private static final long LOOK_MILLIS = 50;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RemoteRequest() {}

    /**
     * Checks that a replica runs that would take a checkpoint; of several replicas, the primary
     * does not.
     *
     * @throws AmbrosiaException if the instance has no primary that serves, or no replica that
     *     takes checkpoints
     */
    public static void checkTakesCheckpoints(Registry registry, String instance) {
        checkServes(registry, instance);
        List<Presence> running = registry.running(instance);
        boolean replicated = running.stream().anyMatch(each -> each.facts().containsKey(REPLICATED));
        if (replicated && running.stream().noneMatch(RemoteRequest::takesCheckpoints)) {
            throw new AmbrosiaException(
                    ErrorTag.NO_CHECKPOINT,
                    "No checkpoint was asked for: of the replicas of \"" + instance
                            + "\" none that runs takes the checkpoints. Start another one, with its application; where there are"
                            + " several standbys, one of them takes them after checkpointerAfter. The log goes on. See: ambrosia"
                            + " status -i=" + instance);
        }
    }

    /**
     * Requests a checkpoint, and waits until it is stored.
     *
     * @throws AmbrosiaException if the instance has no primary that serves, can't take a
     *     checkpoint, or does not within this time
     */
    public static void checkpoint(Registry registry, String instance, Duration most) throws InterruptedException {
        String id = ask(registry, instance, CHECKPOINT);
        await(
                registry,
                instance,
                id,
                most,
                "No checkpoint of \"" + instance + "\" was stored within " + most.toSeconds()
                        + " seconds. It may still come; its application must be there, and return from its handler, and one of"
                        + " several replicas must take the checkpoints.");
    }

    /**
     * Lets an instance forget a peer, and waits until that is in its log.
     *
     * @throws AmbrosiaException if the instance has no primary that serves, does not know the peer,
     *     or does not answer within this time
     */
    public static void forgetPeer(Registry registry, String instance, String peer, Duration most)
            throws InterruptedException {
        checkServes(registry, instance);
        checkKnown(registry, instance, peer);
        String id = ask(registry, instance, FORGET + peer + " ");
        await(
                registry,
                instance,
                id,
                most,
                "\"" + instance + "\" did not say within " + most.toSeconds() + " seconds that it has forgotten \""
                        + peer + "\". It may still do so.");
    }

    private static void checkServes(Registry registry, String instance) {
        if (registry.running(instance).stream().noneMatch(RemoteRequest::serves)) {
            throw new AmbrosiaException(
                    ErrorTag.NO_PRIMARY,
                    "Nothing was done: \"" + instance + "\" has no primary that runs (registry=" + registry
                            + "). Start it; see: ambrosia status -i=" + instance);
        }
    }

    /**
     * Checks that the instance or the registry knows the peer. A peer that the instance does not
     * know may have lost what it had confirmed. A name that is unknown to both is a typing mistake.
     */
    private static void checkKnown(Registry registry, String instance, String peer) {
        if (peer.equals(instance)) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The option --peer is wrong: expected another instance than \"" + instance
                            + "\", which can't forget itself.");
        }
        Set<String> peers = new TreeSet<>();
        for (Presence each : registry.running(instance)) {
            each.facts().keySet().stream()
                    .filter(fact -> fact.startsWith(PEER))
                    .forEach(fact -> peers.add(fact.substring(PEER.length())));
        }
        if (!peers.contains(peer) && !registry.instances().contains(peer)) {
            throw new AmbrosiaException(
                    ErrorTag.UNKNOWN_INSTANCE,
                    "Nothing was done: \"" + instance + "\" does not know a peer \"" + peer
                            + "\", nor does the registry (registry=" + registry + ")"
                            + (peers.isEmpty() ? ". It knows none." : ". It knows: " + String.join(", ", peers) + "."));
        }
    }

    private static String ask(Registry registry, String instance, String request) {
        checkServes(registry, instance);
        String id = Long.toHexString(RANDOM.nextLong());
        registry.ask(instance, request + id);
        return id;
    }

    private static void await(Registry registry, String instance, String id, Duration most, String otherwise)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < most.toNanos()) {
            if (isAnswered(registry.running(instance), id)) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new AmbrosiaException(ErrorTag.NO_ANSWER, otherwise + " See: ambrosia status -i=" + instance);
    }

    private static boolean serves(Presence presence) {
        return "primary".equals(presence.facts().get("role"));
    }

    private static boolean takesCheckpoints(Presence presence) {
        return "checkpointer".equals(presence.facts().get("role"));
    }

    private static boolean isAnswered(List<Presence> running, String id) {
        for (Presence each : running) {
            String answer = each.facts().getOrDefault("answer", "");
            if (answer.equals(id + DONE)) {
                return true;
            } else if (answer.startsWith(id)) {
                throw new AmbrosiaException(
                        ErrorTag.NO_CHECKPOINT, answer.substring(id.length()).strip());
            }
        }
        return false;
    }

    /** Returns the message without its tag; the other side puts it in front again. */
    private static String withoutTag(Throwable reason) {
        String tag = "[Ambrosia/" + ErrorTag.NO_CHECKPOINT + "] ";
        String message = String.valueOf(reason.getMessage());
        return message.startsWith(tag) ? message.substring(tag.length()) : message;
    }

    /** Executes a request to a coordinator, if it is known, and reports the result. */
    static void answer(String request, CheckpointRequests checkpoints, ForgetRequests forgets, Reporter reporter) {
        if (request.startsWith(CHECKPOINT)) {
            String id = request.substring(CHECKPOINT.length());
            checkpoints.request().whenComplete((done, failed) -> {
                Throwable reason = failed == null || failed.getCause() == null ? failed : failed.getCause();
                reporter.answer(reason == null ? id + DONE : id + " " + withoutTag(reason));
            });
        } else if (request.startsWith(FORGET)) {
            int end = request.lastIndexOf(' ');
            String id = request.substring(end + 1);
            forgets.request(request.substring(FORGET.length(), end), () -> reporter.answer(id + DONE));
        }
    }
}
