package org.ambrosia.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Sockets as a peer has them: plain ones, or with the certificate that a {@link TestAuthority} has written. */
final class PeerSockets {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final SocketFactory clients;
    private final ServerSocketFactory servers;

    /** Creates plain sockets. */
    PeerSockets() {
        this.clients = SocketFactory.getDefault();
        this.servers = ServerSocketFactory.getDefault();
    }

    /** Creates sockets with the certificate in this directory. */
    PeerSockets(Path certified) throws GeneralSecurityException, IOException {
        char[] password = {};
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        byte[] key = Base64.getMimeDecoder()
                .decode(Files.readString(certified.resolve("key.pem")).replaceAll("-----.*-----", ""));
        own.setKeyEntry(
                "key",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                password,
                new Certificate[] {certificate(certified.resolve("cert.pem"))});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        KeyStore authority = KeyStore.getInstance("PKCS12");
        authority.load(null, null);
        authority.setCertificateEntry("authority", certificate(certified.resolve("ca.pem")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authority);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
        this.clients = context.getSocketFactory();
        this.servers = context.getServerSocketFactory();
    }

    Socket connect(int port) throws IOException {
        Socket socket = clients.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    ServerSocket listen() throws IOException {
        return servers.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
