package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;

/**
 * A peer that may have links, since it has a certificate for its own name, and says on them whatever it likes: frames at the wrong
 * moment, and in the names of others. After healing it only takes what it is sent, so that everybody can come to an end.
 */
final class SimHostile implements LinkEnd {
    /** Its name, which is no instance's. */
    static final String NAME = "hostile";

    private static final int ACT_MICROS = 6_000;
    private static final int MOST_FRAMES = 6;
    private static final long CALM_NANOS = 100_000_000L;
    private static final double GREETS = 0.9;
    private static final double OWN = 0.5;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final List<String> victims = new ArrayList<>();
    private final HostileFrames frames;
    private final TreeMap<Integer, Talk> talks = new TreeMap<>();
    /** How many calls of each victim it has. */
    private final Map<String, Long> received = new HashMap<>();
    /** The epoch in which each victim was met. */
    private final Map<String, Long> epochs = new HashMap<>();

    private boolean calm;

    SimHostile(Cluster cluster) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        cluster.machines().forEach(each -> victims.add(each.name()));
        this.frames = new HostileFrames(scheduler.random(), NAME, 1, victims);
    }

    /** One link. */
    private static final class Talk {
        private final String victim;
        private boolean greeted;
        private boolean resumed;
        /** The number of the last call that the victim has taken; -1 if it has not said so. */
        private long taken = -1;

        Talk(String victim) {
            this.victim = victim;
        }
    }

    void begin() {
        cluster.network().admit(this);
        actLater();
    }

    /** Whether a warning is about this peer, or about one that has not said who it is. */
    static boolean explains(String warning) {
        return warning.contains("\"" + NAME + "\"")
                || warning.contains("certificate for [" + NAME + "]")
                || warning.startsWith("A link was refused: this is ")
                || warning.contains("an unknown peer");
    }

    private void actLater() {
        scheduler.after(calm ? CALM_NANOS : scheduler.some(ACT_MICROS), () -> {
            if (!calm && !cluster.isChaos()) {
                calm = true;
                cluster.network().closeAll(this);
                talks.clear();
            }
            if (calm) {
                victims.forEach(this::dialUnlessLinked);
            } else {
                act(victim());
            }
            actLater();
        });
    }

    /** One that makes its calls again at the moment, with luck, since little may be said to that. */
    private String victim() {
        for (String each : victims) {
            if (isMakingCallsAgain(each) && scheduler.chance(OWN)) {
                return each;
            }
        }
        return victims.get(scheduler.random().nextInt(victims.size()));
    }

    private boolean isMakingCallsAgain(String victim) {
        SimProcess published = cluster.published(victim);
        return published != null && published.isServing() && !published.isApplicationLive();
    }

    private void act(String victim) {
        for (Map.Entry<Integer, Talk> each : talks.entrySet()) {
            if (each.getValue().victim.equals(victim)) {
                say(each.getKey(), each.getValue());
                return;
            }
        }
        cluster.network().dial(this, victim);
    }

    private void dialUnlessLinked(String victim) {
        if (talks.values().stream().noneMatch(each -> each.victim.equals(victim))) {
            cluster.network().dial(this, victim);
        }
    }

    /** Some that may pass, and then one that may not. */
    private void say(int link, Talk talk) {
        if (!talk.greeted && scheduler.chance(GREETS)) {
            greet(link, talk);
            return;
        }
        if (isMakingCallsAgain(talk.victim) && scheduler.chance(OWN)) {
            cluster.struck(Fault.HOSTILE_SPOKE);
            send(link, frames.confirmation());
            return;
        }
        for (int left = scheduler.random().nextInt(MOST_FRAMES); left > 0 && talk.taken >= 0; left--) {
            if (scheduler.chance(OWN)) {
                send(link, frames.own(talk.taken++));
            }
        }
        cluster.struck(Fault.HOSTILE_SPOKE);
        send(link, frames.next(talk.victim, Math.max(0, talk.taken), epochs.getOrDefault(talk.victim, 0L)));
    }

    private void greet(int link, Talk talk) {
        talk.greeted = true;
        send(link, frames.hello(talk.victim));
    }

    private void send(int link, PeerFrame frame) {
        cluster.network().send(link, this, FrameFormat.encode(frame));
    }

    @Override
    public void on(LinkEvent event) {
        if (event instanceof LinkEvent.Opened opened) {
            Talk talk = new Talk(cluster.network().peerOf(opened.link(), this));
            talks.put(opened.link(), talk);
            if (calm) {
                greet(opened.link(), talk);
            }
        } else if (event instanceof LinkEvent.Closed closed) {
            talks.remove(closed.link());
        } else if (event instanceof LinkEvent.Received frame && talks.containsKey(frame.link())) {
            hear(frame.link(), talks.get(frame.link()), FrameFormat.decode(frame.bytes(), 0, frame.length()));
        }
    }

    private void hear(int link, Talk talk, PeerFrame frame) {
        String victim = talk.victim;
        if (frame instanceof Resume resume) {
            talk.taken = resume.taken().replayable();
        } else if (frame instanceof Calls calls && calls.impulseEpoch() == 0) {
            received.merge(victim, calls.first() + calls.count() - 1, Math::max);
        } else if (frame instanceof Hello hello) {
            epochs.merge(victim, hello.epoch(), Math::max);
        }
        if (!calm) {
            return;
        }
        if (frame instanceof Hello && !talk.greeted) {
            greet(link, talk);
        } else if (frame instanceof Resume && !talk.resumed) {
            talk.resumed = true;
            // It has confirmed calls that it does not have, and takes all that there are.
            send(link, new Resume(taken(victim), LogPosition.NONE, true));
        } else if (frame instanceof Calls) {
            send(link, new Durable(taken(victim)));
        }
    }

    private Position taken(String victim) {
        return new Position(received.getOrDefault(victim, 0L), 0, 0);
    }

    @Override
    public Set<String> certified() {
        return Set.of(NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void run(Runnable action) {
        action.run();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isReading() {
        return true;
    }
}
