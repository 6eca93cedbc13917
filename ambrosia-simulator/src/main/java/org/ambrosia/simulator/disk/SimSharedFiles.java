package org.ambrosia.simulator.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.log.file.SharedFile;
import org.ambrosia.runtime.log.file.SharedFiles;

/** The shared files of the processes of one machine. Their names are on its disk; what is in them is in its memory. */
public final class SimSharedFiles {
    private final Map<String, Content> contents = new HashMap<>();

    /** Makes those of a machine that was just started. */
    public SimSharedFiles() {}

    private static final class Content {
        private long[] words = new long[SharedFile.WORDS];
        private String text = "";
        private Object holder;
    }

    /** The machine's files as one of its processes sees them. */
    public SharedFiles of(Object process) {
        return new View(process);
    }

    /** The process has ended: it holds nothing any more. */
    public void release(Object process) {
        for (Content each : contents.values()) {
            if (each.holder == process) {
                each.holder = null;
            }
        }
    }

    /** The machine has lost its power: what was in memory may have been written to its disk or not. */
    public void losePower(RandomGenerator random) {
        for (Content each : contents.values()) {
            each.holder = null;
            if (random.nextBoolean()) {
                each.words = new long[SharedFile.WORDS];
            }
        }
    }

    private final class View implements SharedFiles {
        private final Object process;

        View(Object process) {
            this.process = process;
        }

        @Override
        public Optional<SharedFile> make(Path file, String holder) throws IOException {
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException there) {
                return Optional.empty();
            }
            Content content = new Content();
            contents.put(file.toString(), content);
            return Optional.of(held(content, holder));
        }

        @Override
        public Optional<SharedFile> hold(Path file, String holder) throws IOException {
            if (!Files.exists(file)) {
                return make(file, holder);
            }
            Content content = contents.computeIfAbsent(file.toString(), name -> new Content());
            if (content.holder != null) {
                return Optional.empty();
            }
            content.words = new long[SharedFile.WORDS];
            return Optional.of(held(content, holder));
        }

        @Override
        public Optional<SharedFile> find(Path file) {
            return Files.exists(file)
                    ? Optional.of(new Shared(contents.computeIfAbsent(file.toString(), name -> new Content()), null))
                    : Optional.empty();
        }

        private SharedFile held(Content content, String holder) {
            content.holder = process;
            content.text = holder;
            return new Shared(content, process);
        }
    }

    private record Shared(Content content, Object process) implements SharedFile {
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
            return content.text;
        }

        @Override
        public boolean isHeld() {
            return content.holder != null;
        }

        @Override
        public boolean isHeldInThisProcess() {
            return false;
        }

        @Override
        public void awaitRelease(long nanos) {
            throw new IllegalStateException("Nobody waits in virtual time: " + content.text);
        }

        @Override
        public void close() {
            if (process != null && content.holder == process) {
                content.holder = null;
            }
        }
    }
}
