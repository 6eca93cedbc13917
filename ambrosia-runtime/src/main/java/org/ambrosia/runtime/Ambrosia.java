package org.ambrosia.runtime;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ApplicationConfig;
import org.ambrosia.runtime.api.CallerConfig;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InstanceHandle;
import org.ambrosia.runtime.api.OutsideCaller;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.node.ApplicationNode;
import org.ambrosia.runtime.node.BindingPorts;
import org.ambrosia.runtime.node.CallerNode;
import org.ambrosia.runtime.node.InstanceNode;
import org.ambrosia.runtime.node.TimeTravel;

/**
 * Deploys immortals.
 *
 * <pre>{@code
 * try (InstanceHandle server = Ambrosia.deploy("server", new HelloServer())
 *         .port(2500)
 *         .log(Path.of("logs"))
 *         .start()) {
 *     server.awaitTermination();
 * }
 * }</pre>
 */
public final class Ambrosia {
    private Ambrosia() {}

    /**
     * Begins to deploy an object as the instance of this name.
     *
     * @param immortal a new object of a class that extends a generated {@code XImmortal}. The
     *     hosting program may pass values to its constructor. If the instance has a log, the
     *     object's state is overwritten
     */
    public static Deployment deploy(String instance, ImmortalBase immortal) {
        return new Deployment(instance, immortal);
    }

    /**
     * Begins to run an object as the application of the instance of this name. The coordinator is
     * another process: {@code bin/ambrosia ImmortalCoordinator -i=…}. The two may start in any
     * order, and either may end and restart while the other stays.
     *
     * @param immortal as for {@link #deploy}
     */
    public static Connection connect(String instance, ImmortalBase immortal) {
        return new Connection(instance, immortal);
    }

    /** Settings of an application whose coordinator is another process. Not thread-safe. */
    public static final class Connection {
        private final ImmortalBase immortal;
        private final ApplicationConfig.Builder config;
        private final Set<Class<?>> stored = new LinkedHashSet<>();

        private Connection(String instance, ImmortalBase immortal) {
            this.immortal = Objects.requireNonNull(immortal, "immortal");
            this.config = ApplicationConfig.builder(instance);
        }

        /**
         * The two loopback ports.
         *
         * @param receivePort where the application receives: the coordinator's send port
         *     ({@code -sp})
         * @param sendPort where the application sends: the coordinator's receive port ({@code -rp})
         */
        public Connection ports(int receivePort, int sendPort) {
            config.receivePort(receivePort).sendPort(sendPort);
            return this;
        }

        /** The directory of the registry, in which the coordinator leaves the token. */
        public Connection registryDirectory(Path directory) {
            config.registryDirectory(directory);
            return this;
        }

        /** Settings that are needed less often. */
        public Connection with(Consumer<ApplicationConfig.Builder> settings) {
            settings.accept(config);
            return this;
        }

        /**
         * Lets state hold objects of these classes where it declares only an interface or a
         * supertype.
         */
        public Connection storing(Class<?>... classes) {
            stored.addAll(List.of(classes));
            return this;
        }

        /**
         * Starts the application. It connects and recovers in the background, and then takes calls.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if a setting is wrong
         */
        public InstanceHandle start() {
            return ApplicationNode.start(config.build(), immortal, stored);
        }
    }

    /**
     * Begins to run the coordinator of the instance of this name in this process. Its application
     * connects by sockets, from this process or another one, with the binding of this runtime or
     * another implementation. Usually {@code bin/ambrosia ImmortalCoordinator} runs the
     * coordinator.
     */
    public static Coordination coordinate(String instance) {
        return new Coordination(instance);
    }

    /**
     * Begins to execute the log of the instance of this name again, for debugging and for tests.
     * Nothing is written or sent, and neither peers nor a registration are needed. The program may
     * have changed, as long as it can load the state and handle the calls.
     *
     * @param immortal as for {@link #deploy}; has the state at the end of the log when
     *     {@link Replay#run} returns
     */
    public static Replay replay(String instance, ImmortalBase immortal) {
        return new Replay(instance, immortal);
    }

    /**
     * Begins to create a caller of instances for a program that is not an instance itself: a web
     * server, a command, a test.
     *
     * @see OutsideCaller
     */
    public static Calling caller() {
        return new Calling();
    }

    /** Settings of an outside caller; each has a default. Not thread-safe. */
    public static final class Calling {
        private final CallerConfig.Builder config = CallerConfig.builder();

        private Calling() {}

        /** The directory by which instances are found. Default: {@code ambrosia-data/registry}. */
        public Calling registryDirectory(Path directory) {
            config.registryDirectory(directory);
            return this;
        }

        /** Settings that are needed less often. */
        public Calling with(Consumer<CallerConfig.Builder> settings) {
            settings.accept(config);
            return this;
        }

        /**
         * Starts the caller. It looks for an instance when that instance is called.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if a setting is wrong
         */
        public OutsideCaller start() {
            return CallerNode.start(config.build());
        }
    }

    /** Settings of a coordinator. Not thread-safe. */
    public static final class Coordination {
        private final InstanceConfig.Builder config;
        private int receivePort;
        private int sendPort;
        private boolean tokenWanted = true;

        private Coordination(String instance) {
            this.config = InstanceConfig.builder(instance);
        }

        /**
         * The two loopback ports on which the coordinator waits for the application. The
         * coordinator receives on the first and sends on the second.
         */
        public Coordination applicationPorts(int receivePort, int sendPort) {
            this.receivePort = receivePort;
            this.sendPort = sendPort;
            return this;
        }

        /**
         * Lets applications connect without a token, such as other implementations of the binding.
         * Default: they may not connect.
         */
        public Coordination withoutToken() {
            this.tokenWanted = false;
            return this;
        }

        /** The port on which peers reach the coordinator. Default: 0, any free port. */
        public Coordination port(int port) {
            config.port(port);
            return this;
        }

        /**
         * The directory of the logs; this instance's log is a folder in it. Default:
         * {@code ambrosia-data/logs}.
         */
        public Coordination log(Path directory) {
            config.log(directory);
            return this;
        }

        /**
         * The location of the logs: a directory, or a scheme and a text for its log engine, in the
         * format that {@link org.ambrosia.runtime.api.LogLocation#parse} reads.
         *
         * @throws org.ambrosia.runtime.api.InvalidConfigurationException if the text is not a
         *     location
         */
        public Coordination log(String location) {
            config.log(location);
            return this;
        }

        /**
         * The directory by which instances find each other. Default:
         * {@code ambrosia-data/registry}.
         */
        public Coordination registryDirectory(Path directory) {
            config.registryDirectory(directory);
            return this;
        }

        /** Settings that are needed less often. */
        public Coordination with(Consumer<InstanceConfig.Builder> settings) {
            settings.accept(config);
            return this;
        }

        /**
         * Starts the coordinator. It recovers in the background.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if a setting is wrong, the log can't
         *     be opened, or a port can't be bound
         */
        public InstanceHandle start() {
            return InstanceNode.coordinate(config.build(), new BindingPorts(receivePort, sendPort, tokenWanted));
        }
    }

    /** Settings of a log's execution. Not thread-safe. */
    public static final class Replay {
        private final ImmortalBase immortal;
        private final InstanceConfig.Builder config;
        private final Set<Class<?>> stored = new LinkedHashSet<>();
        private long checkpoint = -1;

        private Replay(String instance, ImmortalBase immortal) {
            this.immortal = Objects.requireNonNull(immortal, "immortal");
            this.config = InstanceConfig.builder(instance);
        }

        /**
         * The directory of the logs; this instance's log is a folder in it. Default:
         * {@code ambrosia-data/logs}.
         */
        public Replay log(Path directory) {
            config.log(directory);
            return this;
        }

        /**
         * The location of the logs: a directory, or a scheme and a text for its log engine, in the
         * format that {@link org.ambrosia.runtime.api.LogLocation#parse} reads.
         *
         * @throws org.ambrosia.runtime.api.InvalidConfigurationException if the text is not a
         *     location
         */
        public Replay log(String location) {
            config.log(location);
            return this;
        }

        /**
         * The number of the checkpoint to begin with; {@code bin/ambrosia log} lists the
         * checkpoints. Default: -1, the first one that the log has.
         */
        public Replay from(long checkpoint) {
            this.checkpoint = checkpoint;
            return this;
        }

        /**
         * Lets state hold objects of these classes where it declares only an interface or a
         * supertype.
         */
        public Replay storing(Class<?>... classes) {
            stored.addAll(List.of(classes));
            return this;
        }

        /**
         * Executes the log to its end. Returns the number of records after the checkpoint.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if the log can't be read, or this
         *     build can't replay it
         */
        public long run() {
            return TimeTravel.run(config.build(), immortal, stored, checkpoint);
        }
    }

    /** Settings of an instance that is to be deployed; each has a default. Not thread-safe. */
    public static final class Deployment {
        private final ImmortalBase immortal;
        private final InstanceConfig.Builder config;
        private final Set<Class<?>> stored = new LinkedHashSet<>();

        private Deployment(String instance, ImmortalBase immortal) {
            this.immortal = Objects.requireNonNull(immortal, "immortal");
            this.config = InstanceConfig.builder(instance);
        }

        /** The port on which peers reach the coordinator. Default: 0, any free port. */
        public Deployment port(int port) {
            config.port(port);
            return this;
        }

        /**
         * The directory of the logs; this instance's log is a folder in it. Default:
         * {@code ambrosia-data/logs}.
         */
        public Deployment log(Path directory) {
            config.log(directory);
            return this;
        }

        /**
         * The location of the logs: a directory, or a scheme and a text for its log engine, in the
         * format that {@link org.ambrosia.runtime.api.LogLocation#parse} reads.
         *
         * @throws org.ambrosia.runtime.api.InvalidConfigurationException if the text is not a
         *     location
         */
        public Deployment log(String location) {
            config.log(location);
            return this;
        }

        /**
         * The directory by which instances find each other. Default:
         * {@code ambrosia-data/registry}.
         */
        public Deployment registryDirectory(Path directory) {
            config.registryDirectory(directory);
            return this;
        }

        /** Settings that are needed less often. */
        public Deployment with(Consumer<InstanceConfig.Builder> settings) {
            settings.accept(config);
            return this;
        }

        /**
         * Lets state hold objects of these classes where it declares only an interface or a
         * supertype.
         */
        public Deployment storing(Class<?>... classes) {
            stored.addAll(List.of(classes));
            return this;
        }

        /**
         * Deploys the instance in this process. It recovers in the background, and then takes
         * calls.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if a setting is wrong, the log can't
         *     be opened, or the port can't be bound
         */
        public InstanceHandle start() {
            return InstanceNode.start(config.build(), immortal, stored);
        }
    }
}
