package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFileSystemsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "fuse", "fuseblk", "fuse.sshfs", "9p", "virtiofs", "NFS"})
    void aLogOnAFileSystemOfSeveralMachinesIsRefusedUnlessThatIsAllowed(String kind) {
        InstanceConfig.Builder config = InstanceConfig.builder("one").log(directory);
        TestEngine engine = on(kind);
        assertThatThrownBy(() -> engine.join(config.build()))
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.UNSAFE_FILE_SYSTEM))
                .hasMessageContaining("\"" + kind + "\"")
                .hasMessageContaining(directory.resolve("one").toString());
        try (TestLog log = engine.join(config.networkFileSystem(true).build())) {
            assertThat(log.leadership().isPrimary()).isTrue();
        }
    }

    /** Who runs the log has allowed it: a command that asks for it needs no setting of its own. */
    @Test
    void aHandoverOfALogThatIsAllowedThereNeedsNoSetting() {
        TestEngine engine = on("nfs");
        InstanceConfig allowed = InstanceConfig.builder("one")
                .log(directory)
                .networkFileSystem(true)
                .build();
        InstanceConfig ofCommand = InstanceConfig.builder("one").log(directory).build();
        try (TestLog log = engine.join(allowed)) {
            assertThat(log.leadership().isPrimary()).isTrue();
            engine.requestHandover(ofCommand).close();
            assertThat(engine.inspect(ofCommand).segments()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "apfs", "NTFS", ""})
    void aLogOnADiskOfThisMachineIsNot(String kind) {
        try (TestLog log =
                on(kind).join(InstanceConfig.builder("one").log(directory).build())) {
            assertThat(log.leadership().isPrimary()).isTrue();
        }
    }

    @Test
    void theKindIsThatOfTheSystem() throws IOException {
        assertThat(new MappedFiles().fileSystem(directory)).isNotEmpty();
    }

    private static TestEngine on(String kind) {
        Environment system = Environment.ofSystem();
        SharedFiles shared = new SharedFiles() {
            @Override
            public Optional<SharedFile> make(Path file, String holder) throws IOException {
                return system.shared().make(file, holder);
            }

            @Override
            public Optional<SharedFile> hold(Path file, String holder) throws IOException {
                return system.shared().hold(file, holder);
            }

            @Override
            public Optional<SharedFile> find(Path file) throws IOException {
                return system.shared().find(file);
            }

            @Override
            public String fileSystem(Path place) {
                return kind;
            }
        };
        return new TestEngine(new Environment(
                system.clock(), system.nanoTime(), system.random(), system.background(), shared, system.pid()));
    }
}
