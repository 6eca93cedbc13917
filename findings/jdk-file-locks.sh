#!/usr/bin/env bash
# Closing any channel of a file gives up the process's locks on it (Linux), while FileLock.isValid() goes on saying true.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Finding.java <<'END_OF_JAVA'
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Finding {
    private static final Path FILE = Path.of("file");

    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            try (FileChannel channel = open()) {
                System.out.println(channel.tryLock() == null ? "is refused" : "gets it");
            }
            return;
        }
        System.out.println("JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        FileChannel channel = open();
        FileLock lock = channel.lock();
        System.out.println("locked: isValid() is " + lock.isValid() + ", a second process " + secondProcess());
        open().close();
        System.out.println("another channel of the file was closed: isValid() is " + lock.isValid() + ", a second process " + secondProcess());
    }

    private static FileChannel open() throws Exception {
        return FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static String secondProcess() throws Exception {
        Process second = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "Finding.java", "try").start();
        return new String(second.getInputStream().readAllBytes()).strip();
    }
}
END_OF_JAVA
seen=$(java Finding.java)
echo "A process holds a lock on a file, opens it a second time and closes that; expected that it still holds the lock, or says that it does not:"
echo "$seen"
[ "$(sed -n 's/^locked: //p' <<<"$seen")" = "isValid() is true, a second process is refused" ] \
    && [ "$(sed -n 's/^another channel of the file was closed: //p' <<<"$seen")" = "isValid() is true, a second process gets it" ] \
    || { echo "This version behaves differently."; exit 1; }
