#!/usr/bin/env bash
# Kryo 5.6.2 stores a record's components in the order of their names, without the names: renaming one swaps values silently.
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
      <groupId>com.esotericsoftware</groupId>
      <artifactId>kryo</artifactId>
      <version>5.6.2</version>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

cat >Finding.java <<'END'
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

public class Finding {
    /** What was written: first name, then last name. */
    record Before(String first, String last) {}

    /** The same record in the next build: its first component was renamed. */
    record After(String name, String last) {}

    private static final int ID = 20;

    public static void main(String[] args) {
        Kryo writing = new Kryo();
        writing.register(Before.class, ID);
        Output out = new Output(100, -1);
        writing.writeClassAndObject(out, new Before("Ada", "Lovelace"));

        Kryo reading = new Kryo();
        reading.register(After.class, ID);
        System.out.println("written: " + new Before("Ada", "Lovelace"));
        System.out.println("read:    " + reading.readClassAndObject(new Input(out.toBytes())));
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java)
echo "Kryo 5.6.2, a record's component renamed between writing and reading; expected After[name=Ada, last=Lovelace] or an error:"
echo "$seen"
[ "$(tail -n 1 <<<"$seen")" = 'read:    After[name=Lovelace, last=Ada]' ] || { echo "This version behaves differently."; exit 1; }
