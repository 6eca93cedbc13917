package org.ambrosia.helloworld.server;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.helloworld.server.api.RespondeeProxy;
import org.ambrosia.helloworld.server.api.ServerImmortal;

/** The immortal: its fields are its state, and nothing here knows of logs, retries or failures. */
final class HelloServer extends ServerImmortal {
    private int messagesReceived;
    private List<RespondeeProxy> respondees;

    @Override
    protected void onFirstStart() {
        respondees = new ArrayList<>();
    }

    @Override
    public void addRespondee(String instance) {
        respondees.add(RespondeeProxy.of(this, instance));
    }

    @Override
    public void receiveMessage(String message) {
        System.out.println("!! SERVER RECEIVED MESSAGE " + message);
        messagesReceived++;
        for (RespondeeProxy respondee : respondees) {
            respondee.responseFromServerFork(messagesReceived);
        }
    }
}
