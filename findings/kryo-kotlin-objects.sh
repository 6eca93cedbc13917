#!/usr/bin/env bash
# Kryo 5.6.2 makes a second object of a Kotlin "object", such as Unit and what emptyList() returns, of which there is one.
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
    <dependency>
      <groupId>org.jetbrains.kotlin</groupId>
      <artifactId>kotlin-stdlib</artifactId>
      <version>2.4.21</version>
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
import kotlin.Unit;
import kotlin.collections.CollectionsKt;

public class Finding {
    public static void main(String[] args) {
        System.out.println("Unit:        " + comesBack(Unit.INSTANCE));
        System.out.println("emptyList(): " + comesBack(CollectionsKt.emptyList()));
    }

    private static String comesBack(Object object) {
        Kryo kryo = new Kryo();
        kryo.setRegistrationRequired(false);
        Output out = new Output(1000, -1);
        kryo.writeClassAndObject(out, object);
        return kryo.readClassAndObject(new Input(out.toBytes())) == object ? "the same object" : "a second object";
    }
}
END
seen=$(java -Dkryo.unsafe=false -cp 'libraries/*' Finding.java)
echo "Kryo 5.6.2, objects of Kotlin 2.4.21 that were written and read; expected the same objects, since there is one of each class:"
echo "$seen"
[ "$(grep -c 'a second object' <<<"$seen")" = 2 ] || { echo "This version behaves differently."; exit 1; }
