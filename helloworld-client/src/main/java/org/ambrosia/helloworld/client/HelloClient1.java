package org.ambrosia.helloworld.client;

import org.ambrosia.helloworld.server.api.ServerProxy;

/**
 * Sends three messages and waits for Enter between them. Interrupted and started again anywhere, it goes on, and exactly
 * three messages arrive.
 */
final class HelloClient1 extends Client1Immortal {
    private final transient Console console;

    HelloClient1(Console console) {
        this.console = console;
    }

    @Override
    protected void onFirstStart() throws Exception {
        ServerProxy server = ServerProxy.of(this, "server");
        server.receiveMessageFork("Hello World 1!");
        console.print("Client: sent message 1. Press Enter to go on (will send 2&3).");
        console.readLine();
        server.receiveMessageFork("Hello World 2!");
        server.receiveMessageFork("Hello World 3!");
        console.print("Client: sent messages 2 and 3. Press Enter to end.");
        console.readLine();
        console.end();
    }
}
