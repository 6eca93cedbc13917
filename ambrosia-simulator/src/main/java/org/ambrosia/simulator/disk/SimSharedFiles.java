package org.ambrosia.simulator.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.ambrosia.runtime.log.file.SharedFile;
import org.ambrosia.runtime.log.file.SharedFiles;

/**
 * The shared files of processes. Their names are on a disk; what is in them is in the memory of a machine, which another machine that
 * has the same disk may see at once, late, or never.
 */
public final class SimSharedFiles {
    /** Words of other machines are never seen. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int MACHINES = 2;

    private final Map<String, Content> contents = new HashMap<>();
    private long delayNanos;
    private LongSupplier clock;
    /** The first one is due first, since all are late by the same time. */
    private final ArrayDeque<Late> late = new ArrayDeque<>();

    private boolean locksReach = true;
    private String machineName = "";
    private long memory;

    /** Makes those of a machine that was just started, or of several with one memory. */
    public SimSharedFiles() {
        this(0, () -> 0);
    }

    /**
     * Makes those of two machines.
     *
     * @param delayNanos after how long one sees what the other has written; or {@link #NEVER}, except what it finds at its first look
     */
    public SimSharedFiles(long delayNanos, LongSupplier clock) {
        this.delayNanos = delayNanos;
        this.clock = clock;
    }

    /**
     * From now on there are two machines.
     *
     * @param nanos after how long one sees what the other has written; or {@link #NEVER}, except what it finds at its first look
     */
    public void separate(long nanos, LongSupplier nanoClock) {
        delayNanos = nanos;
        clock = nanoClock;
    }

    /** Whether there are two machines, of which one does not see at once what the other writes. */
    public boolean isSeparate() {
        return delayNanos > 0;
    }

    /** From now on there is one machine. Of each file it finds what one of the two had written, while no process holds any. */
    public void join(RandomGenerator random) {
        for (Content each : contents.values()) {
            boolean second = each.words[0] == null || (each.words[1] != null && random.nextBoolean());
            each.words = new long[][] {each.words[second ? 1 : 0], null};
        }
        late.clear();
        delayNanos = 0;
    }

    /**
     * Returns a copy of what is in the files at this moment, which no process holds.
     *
     * @param name the name of the machine that the copy is on
     * @param memoryNumber tells that machine's memory from others
     */
    public SimSharedFiles copy(String name, long memoryNumber) {
        SimSharedFiles copy = new SimSharedFiles();
        copy.machineName = name;
        copy.memory = memoryNumber;
        contents.forEach((file, content) -> {
            Content copied = new Content();
            for (int i = 0; i < MACHINES; i++) {
                copied.words[i] = content.words[i] == null ? null : content.words[i].clone();
            }
            copied.text = content.text;
            copy.contents.put(file, copied);
        });
        return copy;
    }

    /** Puts back what a copy has. */
    public void restore(SimSharedFiles copy) {
        contents.clear();
        contents.putAll(copy.copy(machineName, memory).contents);
    }

    /** A word that the other machine does not see yet. */
    private record Late(long dueNanos, long[] words, int index, long value) {}

    private static final class Content {
        /** By machine; null if it has not looked. */
        private long[][] words = new long[MACHINES][];

        private String text = "";
        private Object holder;
        private int holderMachine;
    }

    private long[] seenBy(Content content, int machine) {
        int memory = isSeparate() ? machine : 0;
        if (content.words[memory] == null) {
            long[] others = content.words[1 - memory];
            content.words[memory] = others == null ? new long[SharedFile.WORDS] : others.clone();
        }
        return content.words[memory];
    }

    /** The files as a process of the first machine sees them. */
    public SharedFiles of(Object process) {
        return of(process, 0);
    }

    /** The files as a process sees them. */
    public SharedFiles of(Object process, int machine) {
        return new View(process, machine);
    }

    /** From now on no machine sees the locks of the other, as if the server of a network file system had lost them. */
    public void loseLocks() {
        locksReach = false;
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
                each.words = new long[MACHINES][];
            }
        }
    }

    private void deliverLate() {
        while (!late.isEmpty() && clock.getAsLong() >= late.peek().dueNanos) {
            Late due = late.poll();
            due.words[due.index] = due.value;
        }
    }

    private final class View implements SharedFiles {
        private final Object process;
        private final int machine;

        View(Object process, int machine) {
            this.process = process;
            this.machine = machine;
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
            if (isHeld(content, machine)) {
                return Optional.empty();
            }
            SharedFile held = held(content, holder);
            for (int i = 0; i < SharedFile.WORDS; i++) {
                held.word(i, 0);
            }
            return Optional.of(held);
        }

        @Override
        public Optional<SharedFile> find(Path file) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            Content content = contents.computeIfAbsent(file.toString(), name -> new Content());
            deliverLate();
            seenBy(content, machine);
            return Optional.of(new Shared(content, machine, null));
        }

        @Override
        public String machine() {
            return machineName;
        }

        @Override
        public long memory() {
            return isSeparate() ? machine + 1 : memory;
        }

        private SharedFile held(Content content, String holder) {
            content.holder = process;
            content.holderMachine = machine;
            content.text = holder;
            return new Shared(content, machine, process);
        }
    }

    private boolean isHeld(Content content, int machine) {
        return content.holder != null && (locksReach || content.holderMachine == machine);
    }

    private final class Shared implements SharedFile {
        private final Content content;
        private final int machine;
        private final Object process;

        Shared(Content content, int machine, Object process) {
            this.content = content;
            this.machine = machine;
            this.process = process;
        }

        @Override
        public long word(int index) {
            deliverLate();
            return seenBy(content, machine)[index];
        }

        @Override
        public void word(int index, long value) {
            deliverLate();
            seenBy(content, machine)[index] = value;
            if (isSeparate() && delayNanos < NEVER) {
                late.add(new Late(clock.getAsLong() + delayNanos, seenBy(content, 1 - machine), index, value));
            }
        }

        @Override
        public String holder() {
            return content.text;
        }

        @Override
        public boolean isHeld() {
            return SimSharedFiles.this.isHeld(content, machine);
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
