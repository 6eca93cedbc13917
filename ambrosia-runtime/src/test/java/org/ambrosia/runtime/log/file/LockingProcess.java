package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that tries to lock a file, over and over, and says how often it could. */
final class LockingProcess {
    private LockingProcess() {}

    public static void main(String[] args) throws IOException {
        int locked = 0;
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            try (FileChannel channel =
                    FileChannel.open(Path.of(args[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (HalvedLock.tryLock(channel).isPresent()) {
                    locked++;
                }
            }
        }
        System.out.println("locked " + locked + " times");
    }
}
