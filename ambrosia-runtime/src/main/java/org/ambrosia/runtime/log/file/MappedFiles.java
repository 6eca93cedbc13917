package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/** Shared files by the system's file locks and memory mapping. */
final class MappedFiles implements SharedFiles {
    private static final int FILE_BYTES = 4096;
    private static final int TEXT_AT = 8 * SharedFile.WORDS;
    private static final long HOLD_NANOS = 200_000_000L;
    private static final long LOOK_NANOS = 100_000L;
    private static final long MEMORY = memoryOfSystem();
    private static final String MACHINE = machineOfSystem();

    /**
     * The files that this process holds. The system's locks belong to processes, and closing any
     * channel of a file gives up all of them. So a file that is held must not even be opened again.
     */
    private static final Map<Path, MappedFile> HELD = new ConcurrentHashMap<>();

    @Override
    public Optional<SharedFile> make(Path file, String holder) throws IOException {
        Path real = real(file);
        Path aside = real.resolveSibling(String.format(
                "%s.%08x%s", real.getFileName(), ThreadLocalRandom.current().nextInt(), LogFiles.UNFINISHED));
        FileChannel channel = LogFiles.create(aside, CREATE_NEW, READ, WRITE);
        try {
            fill(channel, holder);
            HalvedLock lock = HalvedLock.tryLock(channel)
                    .orElseThrow(() -> new IOException("A file that was just made is locked: " + aside));
            synchronized (HELD) {
                Files.createLink(real, aside);
                MappedFile made = new MappedFile(real, channel, lock);
                HELD.put(real, made);
                return Optional.of(made);
            }
        } catch (FileAlreadyExistsException others) {
            channel.close();
            return Optional.empty();
        } catch (IOException | RuntimeException | Error failed) {
            channel.close();
            throw failed;
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /**
     * Tries for a while: a process that only looks whether the file is held may be in the way for a
     * moment.
     */
    @Override
    public Optional<SharedFile> hold(Path file, String holder) throws IOException {
        Path real = real(file);
        long giveUp = System.nanoTime() + HOLD_NANOS;
        Optional<SharedFile> held = tryHold(real, holder);
        while (held.isEmpty() && System.nanoTime() - giveUp < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            held = tryHold(real, holder);
        }
        return held;
    }

    private static Optional<SharedFile> tryHold(Path real, String holder) throws IOException {
        synchronized (HELD) {
            if (HELD.containsKey(real)) {
                return Optional.empty();
            }
            FileChannel channel = LogFiles.create(real, CREATE, READ, WRITE);
            try {
                Optional<HalvedLock> lock = lock(channel);
                if (lock.isEmpty()) {
                    channel.close();
                    return Optional.empty();
                }
                fill(channel, holder);
                MappedFile held = new MappedFile(real, channel, lock.get());
                HELD.put(real, held);
                return Optional.of(held);
            } catch (IOException | RuntimeException | Error failed) {
                channel.close();
                throw failed;
            }
        }
    }

    private static Optional<HalvedLock> lock(FileChannel channel) throws IOException {
        try {
            return HalvedLock.tryLock(channel);
        } catch (OverlappingFileLockException ownThread) {
            return Optional.empty();
        }
    }

    /**
     * Tries for a while: after the system has released the file, a process that looks whether it is
     * held may be in the way for a moment.
     */
    static boolean renew(HalvedLock lock) throws IOException {
        long giveUp = System.nanoTime() + HOLD_NANOS;
        boolean renewed = lock.renew();
        boolean last = false;
        // The last attempt begins after that time: this process may have stood still meanwhile.
        while (!renewed && !last) {
            last = System.nanoTime() - giveUp >= 0;
            LockSupport.parkNanos(LOOK_NANOS);
            renewed = lock.renew();
        }
        return renewed;
    }

    @Override
    public Optional<SharedFile> find(Path file) throws IOException {
        Path real = real(file);
        synchronized (HELD) {
            MappedFile own = HELD.get(real);
            if (own != null) {
                return Optional.of(own.seenByOthers());
            }
            try {
                return Optional.of(new MappedFile(real, FileChannel.open(real, READ, WRITE)));
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
        }
    }

    /** Closes a channel of a file that was found. */
    static void close(Path file, FileChannel channel) {
        synchronized (HELD) {
            MappedFile held = HELD.get(file);
            if (held != null) {
                held.closeLater(channel);
                return;
            }
            MappedFile.closeQuietly(channel);
        }
    }

    /**
     * Closes all channels before another part of this process can hold the file, since each close
     * takes the file's lock away.
     */
    static void release(Path file, MappedFile held) {
        synchronized (HELD) {
            held.closeChannels();
            HELD.remove(file, held);
        }
    }

    private static Path real(Path file) throws IOException {
        return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    private static void fill(FileChannel channel, String holder) throws IOException {
        byte[] text = holder.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, FILE_BYTES - TEXT_AT - 1);
        ByteBuffer content = ByteBuffer.allocate(FILE_BYTES);
        content.position(TEXT_AT).put(text, 0, length).clear();
        for (int at = 0; content.hasRemaining(); ) {
            at += channel.write(content, at);
        }
    }

    static String textOf(ByteBuffer content) {
        byte[] text = new byte[FILE_BYTES - TEXT_AT];
        content.duplicate().position(TEXT_AT).get(text);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * Maps the file into memory.
     *
     * @throws LogException if the file system has no mapping: memory of this process alone would
     *     notify no other process
     */
    static ByteBuffer map(FileChannel channel) throws IOException {
        try {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES);
        } catch (UnsupportedOperationException noMapping) {
            throw new LogException(
                    ErrorTag.UNSAFE_FILE_SYSTEM,
                    "Files can't be mapped into memory on the log's file system, so that its processes can't know of each other"
                            + " there. Put the log on another one.",
                    noMapping);
        }
    }

    @Override
    public long memory() {
        return MEMORY;
    }

    /** Linux gives each start of a kernel a number. */
    private static long memoryOfSystem() {
        try {
            UUID boot = UUID.fromString(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
            return boot.getMostSignificantBits() ^ boot.getLeastSignificantBits();
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }

    @Override
    public String machine() {
        return MACHINE;
    }

    /**
     * Returns the number that systemd has given the machine, or else the name that its network
     * knows it by.
     */
    private static String machineOfSystem() {
        for (String file : List.of("/etc/machine-id", "/proc/sys/kernel/hostname")) {
            try {
                String name = Files.readString(Path.of(file)).strip();
                if (name.matches("[\\w.-]{1,64}")) {
                    return name;
                }
            } catch (IOException | RuntimeException unknown) {
                // The next file may contain it.
            }
        }
        String name = System.getenv("COMPUTERNAME");
        return name == null ? "" : name;
    }

    @Override
    public String fileSystem(Path directory) throws IOException {
        try {
            return Files.getFileStore(directory).type();
        } catch (UnsupportedOperationException unknown) {
            return "";
        }
    }

    /** Returns whether another process has a lock that excludes this one's. */
    static boolean isLocked(FileChannel channel) throws IOException {
        try (FileLock mine = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return mine == null;
        } catch (OverlappingFileLockException ownThread) {
            return true;
        }
    }
}
