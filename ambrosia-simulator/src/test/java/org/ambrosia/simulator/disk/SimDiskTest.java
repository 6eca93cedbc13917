package org.ambrosia.simulator.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The disk forgets what was not synced, and only that. */
class SimDiskTest {
    private final SimDisk disk = new SimDisk();
    private final Random random = new Random(1);
    private final Path file = disk.root().resolve("file");

    @Test
    void whatWasSyncedSurvivesTheLossOfPower() throws IOException {
        write("kept", StandardOpenOption.CREATE);
        sync(file);
        sync(disk.root());
        for (int i = 0; i < 20; i++) {
            disk.loseUnsynced(random);
            assertThat(Files.readString(file)).isEqualTo("kept");
        }
    }

    @Test
    void whatWasNotSyncedMayOrMayNotSurvive() throws IOException {
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            disk.wipe();
            write("old!", StandardOpenOption.CREATE);
            sync(file);
            sync(disk.root());
            write("new!", StandardOpenOption.WRITE);
            disk.loseUnsynced(random);
            seen.add(Files.readString(file));
        }
        assertThat(seen).containsExactly("new!", "old!");
    }

    @Test
    void aNameThatWasNotSyncedMayBeLost() throws IOException {
        TreeSet<Boolean> seen = new TreeSet<>();
        for (int i = 0; i < 50; i++) {
            disk.wipe();
            write("content", StandardOpenOption.CREATE);
            sync(file);
            disk.loseUnsynced(random);
            seen.add(Files.exists(file));
        }
        assertThat(seen).containsExactly(false, true);
    }

    @Test
    void aWriteThatIsCutOffLeavesItsBeginning() throws IOException {
        write("....", StandardOpenOption.CREATE);
        disk.faults((operation, name, bytes) -> Verdict.powerFailsBehind(2));
        assertThatThrownBy(() -> write("abcd", StandardOpenOption.WRITE)).isInstanceOf(PowerFailure.class);
        assertThatThrownBy(() -> sync(file)).isInstanceOf(PowerFailure.class);
        disk.restorePower();
        disk.faults(DiskFaults.NONE);
        assertThat(Files.readString(file)).isEqualTo("ab..");
    }

    private void write(String content, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
