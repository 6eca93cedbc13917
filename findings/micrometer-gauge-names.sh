#!/usr/bin/env bash
# A gauge's name decides what Micrometer 1.17.2 exports for Prometheus.
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
      <groupId>io.micrometer</groupId>
      <artifactId>micrometer-registry-prometheus</artifactId>
      <version>1.17.2</version>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

cat >Finding.java <<'END'
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

public class Finding {
    public static void main(String[] args) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        for (String name : new String[] {"heap.total", "disk.info", "job.created", "fill.bucket"}) {
            registry.gauge(name, 42);
        }
        registry.scrape().lines().filter(line -> !line.startsWith("# HELP")).forEach(System.out::println);
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java 2>/dev/null)
echo "Micrometer 1.17.2, four gauges with the value 42; expected four lines with their names and 42:"
echo "$seen"
[ "$(grep -v '^#' <<<"$seen" | tr '\n' ' ')" = 'disk_info 1 fill 42.0 heap 42.0 job 42.0 ' ] || { echo "This version behaves differently."; exit 1; }
