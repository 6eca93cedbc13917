package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteModeTest {
    @TempDir
    private Path directory;

    @Test
    void onMacOsASyncFollowsEachRecordSinceASyncedWriteDoesNotEmptyTheDrive() throws IOException {
        assertThat(modeOn("Mac OS X", true)).isEqualTo(WriteMode.FORCED);
        assertThat(modeOn("Darwin", true)).isEqualTo(WriteMode.FORCED);
        assertThat(modeOn("Linux", true)).isIn(WriteMode.DIRECT, WriteMode.BUFFERED);
        assertThat(modeOn("Windows 11", true)).isIn(WriteMode.DIRECT, WriteMode.BUFFERED);
    }

    @Test
    void whereTheOperatorWantsNoMoreNothingIsSynced() throws IOException {
        assertThat(modeOn("Mac OS X", false)).isEqualTo(WriteMode.UNSYNCED);
        assertThat(modeOn("Linux", false)).isEqualTo(WriteMode.UNSYNCED);
    }

    private WriteMode modeOn(String system, boolean synced) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[0]);
        WriteMode.Opened opened = WriteMode.open(file, 1 << 16, synced, system);
        opened.written();
        opened.channel().close();
        return opened.mode();
    }
}
