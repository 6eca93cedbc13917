#!/usr/bin/env bash
# The JDK's Files.readString gives the first digit only of a number in Linux's /proc/sys.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Finding.java <<'END'
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path file = Path.of("/proc/sys/net/core/rmem_max");
        System.out.println("JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        System.out.println("Files.readString:        " + Files.readString(file).strip());
        try (BufferedReader in = Files.newBufferedReader(file)) {
            System.out.println("Files.newBufferedReader: " + in.readLine());
        }
    }
}
END
seen=$(java Finding.java)
echo "The same file read in two ways; expected the same number, $(cat /proc/sys/net/core/rmem_max):"
echo "$seen"
[ "$(sed -n 's/^Files.readString: *//p' <<<"$seen")" = "$(head -c 1 /proc/sys/net/core/rmem_max)" ] \
    && [ "$(sed -n 's/^Files.newBufferedReader: *//p' <<<"$seen")" = "$(cat /proc/sys/net/core/rmem_max)" ] \
    || { echo "This version behaves differently."; exit 1; }
