#!/usr/bin/env bash
# Starting ZooKeeper 3.9.5's server in a process replaces the handler of uncaught exceptions of the whole process.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'END'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.zookeeper</groupId>
      <artifactId>zookeeper</artifactId>
      <version>3.9.5</version>
    </dependency>
    <dependency>
      <groupId>io.dropwizard.metrics</groupId>
      <artifactId>metrics-core</artifactId>
      <version>4.2.30</version>
    </dependency>
    <dependency>
      <groupId>org.xerial.snappy</groupId>
      <artifactId>snappy-java</artifactId>
      <version>1.1.10.7</version>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

cat >Finding.java <<'END'
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

public class Finding {
    public static void main(String[] args) throws Exception {
        Thread.UncaughtExceptionHandler ours = (thread, thrown) -> System.out.println("ours: " + thrown);
        Thread.setDefaultUncaughtExceptionHandler(ours);
        ZooKeeperServer server = new ZooKeeperServer(
                Path.of(args[0], "snapshots").toFile(), Path.of(args[0], "log").toFile(), 2000);
        NIOServerCnxnFactory factory = new NIOServerCnxnFactory();
        factory.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        factory.startup(server);
        Thread.UncaughtExceptionHandler now = Thread.getDefaultUncaughtExceptionHandler();
        System.out.println("the process's handler is " + (now == ours ? "ours" : "one of " + now.getClass().getName().replaceFirst("\\$\\$Lambda.*", "")));
        factory.shutdown();
        now = Thread.getDefaultUncaughtExceptionHandler();
        System.out.println("after the shutdown it is " + (now == ours ? "ours" : "still the other"));
        System.exit(0);
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java "$work" 2>/dev/null)
echo "ZooKeeper 3.9.5, an application with a handler of its own starts the server; expected that it keeps the handler:"
echo "$seen"
grep -q 'handler is one of org.apache.zookeeper' <<<"$seen" && grep -q 'still the other' <<<"$seen" \
    || { echo "This version behaves differently."; exit 1; }
