package org.ambrosia.runtime;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.ApplicationConfig;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.ClientConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ImmortalObject;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.node.ApplicationNode;
import org.ambrosia.runtime.node.ApplicationPorts;
import org.ambrosia.runtime.node.ClientNode;
import org.ambrosia.runtime.node.InstanceNode;
import org.ambrosia.runtime.node.RegistryDirectory;
import org.ambrosia.runtime.node.TimeTravel;
import org.jspecify.annotations.Nullable;

/**
 * Deploys immortals.
 *
 * <pre>{@code
 * try (Instance server = Ambrosia.deploy("server", HelloServer::new)
 *         .port(2500)
 *         .log(Path.of("logs"))
 *         .start()) {
 *     server.awaitTermination();
 * }
 * }</pre>
 */
public final class Ambrosia {
    private Ambrosia() {}

    private static ImmortalBase made(Supplier<? extends ImmortalObject> immortal) {
        return generated(Objects.requireNonNull(immortal.get(), "what the immortal's supplier returned"));
    }

    private static ImmortalBase generated(ImmortalObject immortal) {
        if (Objects.requireNonNull(immortal, "immortal") instanceof ImmortalBase base) {
            return base;
        }
        throw new InvalidConfigurationException(
                ErrorTag.INVALID_CONFIGURATION,
                "The immortal is of " + immortal.getClass().getName()
                        + ", which extends ImmortalObject itself. Let it extend"
                        + " the class XImmortal that is generated for its interface X.");
    }

    /**
     * Begins to deploy an object as the instance of this name.
     *
     * @param immortal creates the object, once, when the instance is started. Its class extends a
     *     generated {@code XImmortal}; the hosting program may pass values to its constructor. If
     *     the instance has a log, the object's state is overwritten
     */
    public static Deployment deploy(String instance, Supplier<? extends ImmortalObject> immortal) {
        return new Deployment(
                InstanceConfig.builder(instance).registryDirectory(RegistryDirectory.ofEnvironment()), immortal);
    }

    /**
     * Begins to deploy an object as an instance with these settings, which may still be changed.
     *
     * @param immortal as for {@link #deploy(String, Supplier)}
     */
    public static Deployment deploy(InstanceConfig config, Supplier<? extends ImmortalObject> immortal) {
        return new Deployment(config.toBuilder(), immortal);
    }

    /**
     * Begins to run an object as the application of the instance of this name. The coordinator is
     * another process: {@code bin/ambrosia ImmortalCoordinator -i=…}. The two may start in any
     * order, and either may end and restart while the other stays.
     *
     * @param immortal as for {@link #deploy(String, Supplier)}
     */
    public static Connection connect(String instance, Supplier<? extends ImmortalObject> immortal) {
        return new Connection(
                ApplicationConfig.builder(instance).registryDirectory(RegistryDirectory.ofEnvironment()), immortal);
    }

    /**
     * Begins to run an object as an application with these settings, which may still be changed.
     *
     * @param immortal as for {@link #deploy(String, Supplier)}
     */
    public static Connection connect(ApplicationConfig config, Supplier<? extends ImmortalObject> immortal) {
        return new Connection(config.toBuilder(), immortal);
    }

    /** Settings of an application whose coordinator is another process. Not thread-safe. */
    public static final class Connection {
        private final Supplier<? extends ImmortalObject> immortal;
        private final ApplicationConfig.Builder config;
        private final Set<Class<?>> stored = new LinkedHashSet<>();

        private Connection(ApplicationConfig.Builder config, Supplier<? extends ImmortalObject> immortal) {
            this.immortal = Objects.requireNonNull(immortal, "immortal");
            this.config = config;
        }

        /** The two loopback ports with which the instance was registered. */
        public Connection ports(BindingPorts ports) {
            config.ports(ports);
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
        public Instance start() {
            return ApplicationNode.start(config.build(), made(immortal), stored);
        }
    }

    /**
     * Begins to run the coordinator of the instance of this name in this process. Its application
     * connects by sockets, from this process or another one, with the binding of this runtime or
     * another implementation. Usually {@code bin/ambrosia ImmortalCoordinator} runs the
     * coordinator.
     */
    public static Coordination coordinate(String instance) {
        return new Coordination(InstanceConfig.builder(instance).registryDirectory(RegistryDirectory.ofEnvironment()));
    }

    /** Begins to run a coordinator with these settings, which may still be changed. */
    public static Coordination coordinate(InstanceConfig config) {
        return new Coordination(config.toBuilder());
    }

    /**
     * Begins to execute the log of the instance of this name again, for debugging and for tests.
     * Nothing is written or sent, and neither peers nor a registration are needed. The program may
     * have changed, as long as it can load the state and handle the calls.
     *
     * @param immortal a new object; has the state at the end of the log when {@link Replay#run}
     *     returns
     */
    public static Replay replay(String instance, ImmortalObject immortal) {
        return new Replay(instance, generated(immortal));
    }

    /**
     * Begins to create a client, by which a program that is not an instance itself calls instances:
     * a web server, a command, a test.
     *
     * @see AmbrosiaClient
     */
    public static ClientSettings client() {
        return new ClientSettings(ClientConfig.builder().registryDirectory(RegistryDirectory.ofEnvironment()));
    }

    /** Begins to create a client with these settings, which may still be changed. */
    public static ClientSettings client(ClientConfig config) {
        return new ClientSettings(config.toBuilder());
    }

    /** Settings of a client; each has a default. Not thread-safe. */
    public static final class ClientSettings {
        private final ClientConfig.Builder config;

        private ClientSettings(ClientConfig.Builder config) {
            this.config = config;
        }

        /** The directory by which instances are found. Default: that of the
         * environment, else {@code ambrosia-data/registry}.
         */
        public ClientSettings registryDirectory(Path directory) {
            config.registryDirectory(directory);
            return this;
        }

        /** Settings that are needed less often. */
        public ClientSettings with(Consumer<ClientConfig.Builder> settings) {
            settings.accept(config);
            return this;
        }

        /**
         * Starts the client. It looks for an instance when that instance is called.
         *
         * @throws org.ambrosia.runtime.api.AmbrosiaException if a setting is wrong
         */
        public AmbrosiaClient start() {
            return ClientNode.start(config.build());
        }
    }

    /** Settings of a coordinator. Not thread-safe. */
    public static final class Coordination {
        private final InstanceConfig.Builder config;
        private @Nullable BindingPorts ports;
        private boolean tokenWanted = true;

        private Coordination(InstanceConfig.Builder config) {
            this.config = config;
        }

        /** The two loopback ports on which the coordinator waits for the application. */
        public Coordination applicationPorts(BindingPorts ports) {
            this.ports = Objects.requireNonNull(ports, "ports");
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
        public Instance start() {
            return InstanceNode.coordinate(config.build(), ApplicationPorts.of(ports, tokenWanted));
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
            this.config = InstanceConfig.builder(instance).registryDirectory(RegistryDirectory.ofEnvironment());
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
        private final Supplier<? extends ImmortalObject> immortal;
        private final InstanceConfig.Builder config;
        private final Set<Class<?>> stored = new LinkedHashSet<>();

        private Deployment(InstanceConfig.Builder config, Supplier<? extends ImmortalObject> immortal) {
            this.immortal = Objects.requireNonNull(immortal, "immortal");
            this.config = config;
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
        public Instance start() {
            return InstanceNode.start(config.build(), made(immortal), stored);
        }
    }
}
