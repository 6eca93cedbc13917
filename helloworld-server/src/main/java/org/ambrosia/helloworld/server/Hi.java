package org.ambrosia.helloworld.server;

import org.ambrosia.helloworld.server.api.ServerProxy;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.OutsideCaller;

/** Says hi to the server, from a program that is no instance. */
public final class Hi {
    private Hi() {}

    /** Ends when the server has logged it. */
    public static void main(String[] args) {
        try (OutsideCaller caller = Ambrosia.caller().start()) {
            ServerProxy server = ServerProxy.of(caller, "server");
            server.receiveMessageFork("hi");
            caller.durable().join(); // it will be executed, whatever happens now
        }
    }
}
