package org.ambrosia.helloworld.server;

import org.ambrosia.helloworld.server.api.ServerClient;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;

/** Says hi to the server, from a program that is no instance. */
public final class Hi {
    private Hi() {}

    /** Ends when the server has logged it. */
    public static void main(String[] args) {
        try (AmbrosiaClient client = Ambrosia.client().start()) {
            ServerClient server = ServerClient.of(client, "server");
            server.receiveMessageFork("hi").toCompletableFuture().join(); // it will be executed, whatever happens now
        }
    }
}
