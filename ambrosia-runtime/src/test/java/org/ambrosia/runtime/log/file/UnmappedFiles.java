package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Shared files on a file system that has no mapping: their words are in this process's memory, which is enough for one process. */
final class UnmappedFiles implements SharedFiles {
    private final Map<Path, Content> contents = new HashMap<>();

    private static final class Content {
        private final long[] words = new long[SharedFile.WORDS];
        private String holder = "";
        private boolean held;
    }

    @Override
    public synchronized Optional<SharedFile> make(Path file, String holder) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            return Optional.empty();
        }
        return hold(file, holder);
    }

    @Override
    public synchronized Optional<SharedFile> hold(Path file, String holder) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Content content = contents.computeIfAbsent(file, name -> new Content());
        if (content.held) {
            return Optional.empty();
        }
        content.held = true;
        content.holder = holder;
        return Optional.of(new View(content, true));
    }

    @Override
    public synchronized Optional<SharedFile> find(Path file) {
        return Files.exists(file)
                ? Optional.of(new View(contents.computeIfAbsent(file, name -> new Content()), false))
                : Optional.empty();
    }

    private record View(Content content, boolean holds) implements SharedFile {
        @Override
        public long word(int index) {
            return content.words[index];
        }

        @Override
        public void word(int index, long value) {
            content.words[index] = value;
        }

        @Override
        public String holder() {
            return content.holder;
        }

        @Override
        public boolean isHeld() {
            return content.held;
        }

        @Override
        public boolean isHeldInThisProcess() {
            return content.held;
        }

        @Override
        public void awaitRelease(long nanos) {}

        @Override
        public void close() {
            if (holds) {
                content.held = false;
            }
        }
    }
}
