package org.ambrosia.helloworld.client;

import org.ambrosia.helloworld.server.api.ServerProxy;

/** Sends each line that is typed to the server. A line that was logged is never asked for again. */
final class HelloClient2 extends Client2Immortal {
    private final transient Console console;
    private ServerProxy server;

    HelloClient2(Console console) {
        this.console = console;
    }

    @Override
    protected void onFirstStart() {
        server = ServerProxy.of(this, "server");
    }

    @Override
    protected void onBecomingPrimary() {
        Thread reader = new Thread(this::readKeyboard, "keyboard");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void receiveKeyboardInput(String text) {
        console.print("Client: sending \"" + text + "\"");
        server.receiveMessageFork(text);
    }

    private void readKeyboard() {
        console.print("Enter a message (an empty line to exit):");
        String line = console.readLine();
        while (!line.isEmpty()) {
            self().receiveKeyboardInputImpulse(line);
            line = console.readLine();
        }
        console.end();
    }
}
