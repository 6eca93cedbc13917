package org.ambrosia.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority of its own for each test, whose certificates are made by the JDK's keytool. */
final class TestAuthority {
    private static final String PASSWORD = "only-for-this-test";

    private final Path store;
    private final Path log;

    TestAuthority(Path directory) throws IOException, InterruptedException {
        store = directory.resolve("authority.p12");
        log = directory.resolve("keytool.log");
        keytool("-alias", "authority", "-dname", "CN=authority", "-ext", "bc:c");
    }

    /** Writes the three files by which an instance proves that it is the one of this name. */
    void certify(String name, Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        String alias = name + System.nanoTime();
        keytool("-alias", alias, "-dname", "CN=whoever", "-ext", "san=dns:" + name, "-signer", "authority");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Files.createDirectories(directory);
        write(
                directory.resolve("ca.pem"),
                "CERTIFICATE",
                keys.getCertificate("authority").getEncoded());
        write(
                directory.resolve("cert.pem"),
                "CERTIFICATE",
                keys.getCertificate(alias).getEncoded());
        write(
                directory.resolve("key.pem"),
                "PRIVATE KEY",
                keys.getKey(alias, PASSWORD.toCharArray()).getEncoded());
    }

    private static void write(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    private void keytool(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new AssertionError("keytool failed: " + Files.readString(log));
        }
    }
}
