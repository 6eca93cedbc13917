package org.ambrosia.simulator.cluster;

/** Where one replica of an instance runs: its coordinators come and go, and its applications, if they are processes of their own. */
final class Seat {
    private final Machine machine;
    private final int number;
    private final LocalClock clock;
    private final boolean apart;
    private final String label;
    private SimProcess process;
    private SimApplication application;
    private boolean older;

    Seat(Machine machine, int number, LocalClock clock, boolean apart) {
        this.machine = machine;
        this.number = number;
        this.clock = clock;
        this.apart = apart;
        this.label = machine.name() + "/" + number;
    }

    Machine machine() {
        return machine;
    }

    String instance() {
        return machine.name();
    }

    /** For the trace. */
    String label() {
        return label;
    }

    /** The replica's number; an instance without replicas has only number 0, wherever it runs. */
    int replica() {
        return machine.isReplicated() ? number : 0;
    }

    /** On which of two machines it is, where the seats of an instance are on two that have one disk. */
    int memory() {
        return number % 2;
    }

    /** Whether this is where an instance without replicas may move. */
    boolean isSpare() {
        return !machine.isReplicated() && number > 0;
    }

    LocalClock clock() {
        return clock;
    }

    /** Whether the application is a process of its own. */
    boolean isApart() {
        return apart;
    }

    /** The newest coordinator; null if there was none yet. */
    SimProcess process() {
        return process;
    }

    void process(SimProcess started) {
        process = started;
    }

    /** Whether applications that are started here are of the older build. */
    boolean runsOlder() {
        return older;
    }

    void runsOlder(boolean wanted) {
        older = wanted;
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The newest application; null if there was none yet. */
    SimApplication application() {
        if (apart) {
            return application;
        }
        return process == null ? null : process.application();
    }

    void application(SimApplication started) {
        application = started;
    }
}
