package org.ambrosia.runtime.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;

/**
 * The contexts with which links are encrypted: {@code cert.pem}, {@code key.pem} and {@code ca.pem}
 * of a directory, by which both sides prove their identity. Replaced files are read again within a
 * second, on a thread that may wait for the disk. If they can't be read, the ones before are used,
 * with a warning.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class TlsContexts implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(TlsContexts.class.getName());
    private static final int DNS_NAME = 2;
    private static final long LOOK_MILLIS = 500;

    private final Path directory;
    private volatile Loaded loaded;
    private String told = "";
    private ScheduledExecutorService looks;

    /**
     * Reads the files.
     *
     * @throws InvalidConfigurationException if they can't be used
     */
    TlsContexts(Path directory) {
        this.directory = directory;
        try {
            this.loaded = load(times());
        } catch (IOException | IllegalArgumentException unusable) {
            throw new InvalidConfigurationException(ErrorTag.INVALID_CONFIGURATION, message(unusable));
        }
    }

    /** Reads the files, and looks at them again and again until closed. */
    static TlsContexts watching(Path directory) {
        TlsContexts contexts = new TlsContexts(directory);
        contexts.looks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "ambrosia-tls");
            thread.setDaemon(true);
            return thread;
        });
        contexts.looks.scheduleWithFixedDelay(contexts::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return contexts;
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.shutdownNow();
        }
    }

    private record Loaded(List<FileTime> times, SslContext server, SslContext client) {}

    SslContext server() {
        return loaded.server();
    }

    SslContext client() {
        return loaded.client();
    }

    /** Returns the DNS names that the other side's certificate is for. */
    static Set<String> namesOf(SSLSession session) {
        Set<String> names = new TreeSet<>();
        try {
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    if (each.get(0).equals(DNS_NAME)) {
                        names.add((String) each.get(1));
                    }
                }
            }
        } catch (SSLPeerUnverifiedException | CertificateParsingException nameless) {
            LOGGER.log(System.Logger.Level.DEBUG, "a certificate without names", nameless);
        }
        return names;
    }

    /** Reads the files again if they have changed. On the thread that looks. */
    private void look() {
        try {
            List<FileTime> times = times();
            if (!times.equals(loaded.times())) {
                loaded = load(times);
                told = "";
                LOGGER.log(System.Logger.Level.INFO, "Read the certificates in " + directory + " again");
            }
        } catch (IOException | IllegalArgumentException unusable) {
            String warning = message(unusable) + " The ones before are used until then.";
            if (!warning.equals(told)) {
                told = warning;
                LOGGER.log(System.Logger.Level.WARNING, warning);
            }
        } catch (RuntimeException | Error failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The TLS files were not looked at (directory=" + directory + ")",
                    failed);
        }
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (String each : List.of("cert.pem", "key.pem", "ca.pem")) {
            times.add(Files.getLastModifiedTime(directory.resolve(each)));
        }
        return times;
    }

    private Loaded load(List<FileTime> times) throws SSLException {
        var certificate = directory.resolve("cert.pem").toFile();
        var key = directory.resolve("key.pem").toFile();
        var authority = directory.resolve("ca.pem").toFile();
        SslContext server = SslContextBuilder.forServer(certificate, key)
                .trustManager(authority)
                .clientAuth(ClientAuth.REQUIRE)
                .sslProvider(SslProvider.JDK)
                .build();
        SslContext client = SslContextBuilder.forClient()
                .keyManager(certificate, key)
                .trustManager(authority)
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(null) // by the instance's name instead, see Peers
                .build();
        return new Loaded(times, server, client);
    }

    private String message(Exception unusable) {
        String why =
                unusable.getCause() == null ? "" : " (" + unusable.getCause().getMessage() + ")";
        return "[Ambrosia/" + ErrorTag.INVALID_CONFIGURATION + "] The TLS files can't be used: " + unusable.getMessage()
                + why
                + " (directory=" + directory
                + "). Expected cert.pem (the instance's certificate, those above it behind), key.pem (its private key, PKCS #8,"
                + " without a password) and ca.pem (whom to trust).";
    }
}
