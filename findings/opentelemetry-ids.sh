#!/usr/bin/env bash
# OpenTelemetry 1.68.0 turns a span context whose ids are upper-case or not padded into an invalid one of zeros, without an error.
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
      <groupId>io.opentelemetry</groupId>
      <artifactId>opentelemetry-api</artifactId>
      <version>1.68.0</version>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

cat >Finding.java <<'END'
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;

public class Finding {
    private static void show(String what, String trace, String span) {
        SpanContext context = SpanContext.create(trace, span, TraceFlags.getSampled(), TraceState.getDefault());
        System.out.println(what + ": " + context.getTraceId() + " " + context.getSpanId() + " valid=" + context.isValid());
    }

    public static void main(String[] args) {
        long trace = 0x1234_5678_9abc_def0L;
        show("padded    ", String.format("%032x", trace), String.format("%016x", 77));
        show("not padded", Long.toHexString(trace), Long.toHexString(77));
        show("upper case", String.format("%032X", trace), String.format("%016X", 77));
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java)
echo "OpenTelemetry API 1.68.0, three spellings of the same two ids; expected the same ids, or an error:"
echo "$seen"
zeros='00000000000000000000000000000000 0000000000000000 valid=false'
[ "$(sed -n 2p <<<"$seen")" = "not padded: $zeros" ] && [ "$(sed -n 3p <<<"$seen")" = "upper case: $zeros" ] \
    || { echo "This version behaves differently."; exit 1; }
