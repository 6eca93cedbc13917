package org.ambrosia.helloworld.client;

import org.ambrosia.helloworld.server.api.RespondeeImmortal;
import org.ambrosia.helloworld.server.api.ServerProxy;

/** Sends a message, waits for the server's response, and sends the next, until enough are done. */
final class HelloClient3 extends RespondeeImmortal {
    private final transient Console console;
    private final transient int wanted;
    private ServerProxy server;
    private int messagesSent;

    HelloClient3(Console console, int wanted) {
        this.console = console;
        this.wanted = wanted;
    }

    @Override
    protected void onFirstStart() {
        server = ServerProxy.of(this, "server");
        server.addRespondeeFork(instanceName());
        sendMessage();
    }

    @Override
    public void responseFromServer(int messagesReceived) {
        console.print("Client: the server has processed " + messagesReceived + " messages.");
        if (messagesSent < wanted) {
            sendMessage();
        } else {
            console.end();
        }
    }

    private void sendMessage() {
        messagesSent++;
        server.receiveMessageFork("Hello World " + messagesSent + "!");
    }
}
