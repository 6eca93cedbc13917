package org.ambrosia.simulator.fuzz;

import java.util.List;

/** Everything that reads bytes from outside. */
public enum FuzzTarget {
    /** Frames of a peer. */
    PEER_LINK(PeerLinkTarget.class),
    /** What an application says to its coordinator. */
    BINDING_OUTPUT(BindingOutputTarget.class),
    /** The sockets between an application and its coordinator. */
    SOCKET(SocketTarget.class),
    /** What a binding is given to execute. */
    MESSAGES(MessagesTarget.class),
    /** Both parts of a checkpoint. */
    CHECKPOINT(CheckpointTarget.class),
    /** The files of a log, and records. */
    LOG(LogTarget.class),
    /** A log's manifest. */
    MANIFEST(ManifestTarget.class),
    /** A registry's files. */
    REGISTRY(RegistryTarget.class);

    private final Class<?> type;

    FuzzTarget(Class<?> type) {
        this.type = type;
    }

    /** The class that Jazzer calls. */
    Class<?> type() {
        return type;
    }

    /** Inputs to begin with. */
    List<byte[]> seeds() {
        return switch (this) {
            case PEER_LINK -> PeerLinkTarget.seeds();
            case BINDING_OUTPUT -> BindingOutputTarget.seeds();
            case SOCKET -> SocketTarget.seeds();
            case MESSAGES -> MessagesTarget.seeds();
            case CHECKPOINT -> CheckpointTarget.seeds();
            case LOG -> LogTarget.seeds();
            case MANIFEST -> ManifestTarget.seeds();
            case REGISTRY -> RegistryTarget.seeds();
        };
    }
}
