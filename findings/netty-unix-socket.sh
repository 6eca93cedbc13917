#!/usr/bin/env bash
# Closing a Unix-domain server channel of Netty 4.2.18 deletes the path, though another server has bound it since.
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
      <groupId>io.netty</groupId>
      <artifactId>netty-transport-native-epoll</artifactId>
      <version>4.2.18.Final</version>
      <classifier>linux-x86_64</classifier>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

cat >Finding.java <<'END'
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

public class Finding {
    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[0]);
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter());
        Channel first = server.bind(new DomainSocketAddress(path.toFile())).sync().channel();
        Files.delete(path); // as a successor does that finds the path of a predecessor
        Channel second = server.bind(new DomainSocketAddress(path.toFile())).sync().channel();
        System.out.println("bound again: " + Files.exists(path));
        first.close().sync();
        System.out.println("the second is open: " + second.isOpen() + ", its path is there: " + Files.exists(path));
        second.close().sync();
        loops.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).sync();
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java "$work/socket" 2>/dev/null)
echo "Netty 4.2.18.Final, the first of two servers at one path is closed; expected that the second keeps its path:"
echo "$seen"
[ "$(tail -n 1 <<<"$seen")" = 'the second is open: true, its path is there: false' ] || { echo "This version behaves differently."; exit 1; }
