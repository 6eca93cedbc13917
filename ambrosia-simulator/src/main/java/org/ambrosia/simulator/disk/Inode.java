package org.ambrosia.simulator.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A file's content: as it was written, and as it is on stable storage. Blocks that were never written are zeros. */
class Inode {
    static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final byte[] ZEROS = new byte[BLOCK];

    private final List<byte[]> written = new ArrayList<>();
    private final List<byte[]> durable = new ArrayList<>();
    private final TreeSet<Integer> dirty = new TreeSet<>();
    private long writtenSize;
    private long durableSize;

    long size() {
        return writtenSize;
    }

    int read(long at, byte[] target, int offset, int length) {
        int count = (int) Math.min(length, writtenSize - at);
        if (count <= 0) {
            return -1;
        }
        for (int done = 0; done < count; ) {
            int block = (int) ((at + done) / BLOCK);
            int begin = (int) ((at + done) % BLOCK);
            int piece = Math.min(BLOCK - begin, count - done);
            byte[] content = at(written, block);
            if (content == null) {
                Arrays.fill(target, offset + done, offset + done + piece, (byte) 0);
            } else {
                System.arraycopy(content, begin, target, offset + done, piece);
            }
            done += piece;
        }
        return count;
    }

    /** Writes; with {@code synced}, just these bytes are on stable storage too. */
    void write(long at, byte[] source, int length, boolean synced) {
        for (int done = 0; done < length; ) {
            int block = (int) ((at + done) / BLOCK);
            int begin = (int) ((at + done) % BLOCK);
            int piece = Math.min(BLOCK - begin, length - done);
            writeBlock(block, begin, source, done, piece, synced);
            done += piece;
        }
        writtenSize = Math.max(writtenSize, at + length);
        if (synced) {
            durableSize = Math.max(durableSize, at + length);
        }
    }

    void truncate() {
        for (int i = 0; i < written.size(); i++) {
            written.set(i, null);
            dirty.add(i);
        }
        writtenSize = 0;
    }

    void sync() {
        for (int block : dirty) {
            set(durable, block, at(written, block));
        }
        dirty.clear();
        durableSize = writtenSize;
    }

    /** The machine lost its power: of what was not synced, each sector may be there or not. */
    void loseUnsynced(RandomGenerator random) {
        for (int block : dirty) {
            byte[] before = at(durable, block);
            byte[] after = at(written, block);
            byte[] mixed = before == null ? new byte[BLOCK] : before.clone();
            for (int sector = 0; sector < BLOCK; sector += SECTOR) {
                if (random.nextBoolean()) {
                    if (after == null) {
                        Arrays.fill(mixed, sector, sector + SECTOR, (byte) 0);
                    } else {
                        System.arraycopy(after, sector, mixed, sector, SECTOR);
                    }
                }
            }
            set(durable, block, mixed);
        }
        dirty.clear();
        durableSize = random.nextBoolean() ? writtenSize : durableSize;
        written.clear();
        written.addAll(durable);
        writtenSize = durableSize;
    }

    Inode copy() {
        Inode copy = new Inode();
        written.forEach(block -> copy.written.add(block == null ? null : block.clone()));
        copy.durable.addAll(copy.written);
        copy.writtenSize = writtenSize;
        copy.durableSize = writtenSize;
        return copy;
    }

    /** Changes a bit, on stable storage. */
    void flip(long bit) {
        int block = (int) (bit / 8 / BLOCK);
        byte[] changed = at(written, block) == null
                ? new byte[BLOCK]
                : at(written, block).clone();
        changed[(int) (bit / 8 % BLOCK)] ^= (byte) (1 << bit % 8);
        set(written, block, changed);
        set(durable, block, changed);
    }

    private void writeBlock(int block, int begin, byte[] source, int from, int length, boolean synced) {
        byte[] content = at(written, block);
        if (content == null && isZero(source, from, length)) {
            return;
        }
        boolean shared = content != null && content == at(durable, block);
        if (content == null || shared) {
            content = shared && length < BLOCK ? content.clone() : new byte[BLOCK];
            set(written, block, content);
        }
        System.arraycopy(source, from, content, begin, length);
        if (synced && !dirty.contains(block)) {
            set(durable, block, content);
        } else if (synced) {
            byte[] stable = at(durable, block) == null
                    ? new byte[BLOCK]
                    : at(durable, block).clone();
            System.arraycopy(source, from, stable, begin, length);
            set(durable, block, stable);
        } else {
            dirty.add(block);
        }
    }

    private static boolean isZero(byte[] bytes, int from, int length) {
        return Arrays.equals(bytes, from, from + length, ZEROS, 0, length);
    }

    private static byte[] at(List<byte[]> blocks, int index) {
        return index < blocks.size() ? blocks.get(index) : null;
    }

    private static void set(List<byte[]> blocks, int index, byte[] content) {
        while (blocks.size() <= index) {
            blocks.add(null);
        }
        blocks.set(index, content);
    }
}
