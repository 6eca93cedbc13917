package org.ambrosia.runtime.thread;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {
    @TempDir
    private Path directory;

    @Test
    void moreDirectoriesAreWatchedThanTheSystemGivesWatches() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        List<DirectoryWatch> watches = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Path each = Files.createDirectory(directory.resolve("d" + i));
            watches.add(DirectoryWatch.begin(each, told::add, ENTRY_CREATE));
        }
        Files.createFile(directory.resolve("d299").resolve("last"));
        assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo("last");
        watches.forEach(DirectoryWatch::close);
    }

    @Test
    void ofTwoWhoWatchADirectoryEachIsToldUntilItIsClosedThoughOneFails() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        BlockingQueue<String> second = new LinkedBlockingQueue<>();
        DirectoryWatch failing = DirectoryWatch.begin(
                directory,
                name -> {
                    first.add(name);
                    throw new IllegalStateException("on purpose");
                },
                ENTRY_CREATE);
        try (DirectoryWatch other = DirectoryWatch.begin(directory, second::add, ENTRY_CREATE)) {
            assertThat(other).isNotNull();
            create("a");
            assertThat(first.poll(1, TimeUnit.MINUTES)).isEqualTo("a");
            assertThat(second.poll(1, TimeUnit.MINUTES)).isEqualTo("a");
            failing.close();
            create("b");
            assertThat(second.poll(1, TimeUnit.MINUTES)).isEqualTo("b");
            assertThat(first).isEmpty();
        }
    }

    private void create(String name) throws IOException {
        Files.createFile(directory.resolve(name));
    }
}
