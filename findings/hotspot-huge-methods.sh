#!/usr/bin/env bash
# HotSpot never compiles a method of more than 8000 bytes of bytecode: it is interpreted for ever.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Two methods that do the same: 1000 statements of 8 bytes each are 8000 and a few, 990 are below.
method() {
    echo "    static long $1(long x) {"
    for ((i = 0; i < $2; i++)); do echo "        x = x * 31 + 1;"; done
    echo "        return x;"
    echo "    }"
}
{
    echo "public class Finding {"
    method small 990
    method huge 1010
    cat <<'END_OF_JAVA'
    public static void main(String[] args) {
        long x = 1;
        for (int i = 0; i < 100_000; i++) {
            x = small(x) + huge(x);
        }
        long smallNanos = Long.MAX_VALUE;
        long hugeNanos = Long.MAX_VALUE;
        for (int round = 0; round < 100; round++) { // the shortest of many, since other programs run too
            long begin = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                x = small(x);
            }
            long between = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                x = huge(x);
            }
            smallNanos = Math.min(smallNanos, (between - begin) / 100);
            hugeNanos = Math.min(hugeNanos, (System.nanoTime() - between) / 100);
        }
        System.out.println(smallNanos + " " + hugeNanos + " " + x);
    }
}
END_OF_JAVA
} >Finding.java
javac Finding.java
bytes() {
    javap -c Finding | sed -n "/ $1(long)/,/lreturn/p" | sed -n 's/^ *\([0-9]*\): lreturn/\1/p'
}
echo "JDK $(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.vm.version = //p'), methods of $(bytes small) and $(bytes huge) bytes;" \
    "expected that the second, 2 % longer, takes about as long when both were called 100,000 times:"
read -r small huge _ < <(java Finding)
echo "as it is set:                   $small ns and $huge ns"
read -r small2 huge2 _ < <(java -XX:-DontCompileHugeMethods Finding)
echo "-XX:-DontCompileHugeMethods:    $small2 ns and $huge2 ns"
[ "$huge" -gt $((5 * small)) ] && [ "$huge2" -lt $((3 * small2)) ] || { echo "This version behaves differently."; exit 1; }
