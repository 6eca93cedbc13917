package org.ambrosia.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of a REST service as notes requests with their idempotency keys, and answers all but the first of them. */
final class RestService implements AutoCloseable {
    private static final String KEY = "idempotency-key: ";
    private static final String LENGTH = "content-length: ";

    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> unanswered = new ArrayList<>();

    RestService() throws IOException {
        Thread thread = new Thread(this::serve, "REST service");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "http://localhost:" + server.getLocalPort() + "/";
    }

    /** Each request: its key and its body. */
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                take(server.accept());
            } catch (IOException gone) {
                // The client was killed, or this is closed.
            }
        }
    }

    private void take(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        String key = "";
        char[] body = {};
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            key = header.startsWith(KEY) ? header.substring(KEY.length()) : key;
            body = header.startsWith(LENGTH) ? new char[Integer.parseInt(header.substring(LENGTH.length()))] : body;
        }
        int length = in.read(body);
        requests.add(key + " " + new String(body, 0, length));
        if (requests.size() == 1) {
            unanswered.add(client);
            return;
        }
        client.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nthanks"
                        .getBytes(StandardCharsets.UTF_8));
        client.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket each : unanswered) {
            each.close();
        }
    }
}
