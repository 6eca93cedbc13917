package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links that are encrypted, and by which both sides prove who they are. */
class TlsIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path data;

    private TestAuthority authority;
    private final List<Instance> running = new ArrayList<>();

    @BeforeEach
    void makeAuthority() throws IOException, InterruptedException {
        authority = new TestAuthority(data);
    }

    @AfterEach
    void closeAll() {
        running.forEach(Instance::close);
    }

    @Test
    void instancesWithCertificatesOfTheirNamesTalk() throws Exception {
        TestLedger one = start("one", certified("one"));
        TestLedger two = start("two", certified("two"));
        one.type("fork two hello");
        one.type("ask two");
        await().atMost(LONG).until(() -> two.seen.contains("hello"));
        await().atMost(LONG).until(() -> one.seen.contains("two has [first start, hello]"));
    }

    @Test
    void aCertificateOfAnotherNameIsRefusedUntilItIsReplaced() throws Exception {
        try (Logged core = new Logged("org.ambrosia.runtime.node.InstanceNode")) {
            Path wrong = data.resolve("tls-two");
            authority.certify("three", wrong);
            TestLedger one = start("one", certified("one"));
            TestLedger two = start("two", wrong);
            two.type("fork one from an impostor");
            await().atMost(LONG).until(() -> core.has("has a certificate for [three] only"));
            assertThat(one.seen).doesNotContain("from an impostor");

            authority.certify("two", wrong);
            for (String each : List.of("cert.pem", "key.pem", "ca.pem")) {
                Files.setLastModifiedTime(
                        wrong.resolve(each), FileTime.from(Instant.now().plusSeconds(5)));
            }
            await().atMost(LONG).until(() -> one.seen.contains("from an impostor"));
        }
    }

    @Test
    void aClientNeedsACertificateForThat() throws Exception {
        start("one", certified("one"));
        try (AmbrosiaClient client = client(certified("ambrosia-client"))) {
            LedgerClient.of(client, "one").addFork("hello");
            client.durable().get(1, TimeUnit.MINUTES);
        }
        try (Logged core = new Logged("org.ambrosia.runtime.node.ClientNode");
                AmbrosiaClient impostor = client(certified("three"))) {
            LedgerClient.of(impostor, "one").addFork("from an impostor");
            await().atMost(LONG).until(() -> core.has("has a certificate for [three] only"));
            assertThat(impostor.durable()).isNotDone();
        }
    }

    @Test
    void whoDoesNotEncryptIsNotTalkedTo() throws Exception {
        try (Logged links = new Logged("org.ambrosia.runtime.net.LinkHandler")) {
            TestLedger one = start("one", certified("one"));
            TestLedger two = start("two", null);
            two.type("fork one in the clear");
            await().atMost(LONG).until(() -> links.has("TLS failed"));
            assertThat(one.seen).doesNotContain("in the clear");
        }
    }

    @Test
    void filesThatCantBeUsedAreAClearError() throws Exception {
        Path directory = certified("one");
        Files.writeString(directory.resolve("key.pem"), "no key");
        assertThatThrownBy(() -> start("one", directory))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.INVALID_CONFIGURATION))
                .hasMessageContaining("key.pem")
                .hasMessageContaining(directory.toString());
    }

    private AmbrosiaClient client(Path tls) {
        return Ambrosia.client()
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.tlsDirectory(tls).closeTimeout(Duration.ZERO))
                .start();
    }

    private Path certified(String name) throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = data.resolve("tls-" + name);
        authority.certify(name, directory);
        return directory;
    }

    private TestLedger start(String name, Path tls) throws InterruptedException {
        TestLedger ledger = new TestLedger();
        Instance handle = Ambrosia.deploy(name, () -> ledger)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(more -> Optional.ofNullable(tls).ifPresent(more::tlsDirectory))
                .start();
        running.add(handle);
        handle.awaitServing();
        await().atMost(LONG).until(ledger::isPrimary);
        return ledger;
    }
}
