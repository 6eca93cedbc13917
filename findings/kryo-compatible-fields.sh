#!/usr/bin/env bash
# Kryo 5.6.2's CompatibleFieldSerializer, made for fields that come and go, fails to read an object one of whose fields, a list, went.
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
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CompatibleFieldSerializer;
import java.util.ArrayList;
import java.util.List;

public class Finding {
    static class Before {
        int count = 7;
        List<String> names = new ArrayList<>(List.of("one", "two"));
        String title = "kept";
    }

    /** The same class in the next build: one field was dropped. */
    static class After {
        int count;
        String title;
    }

    private static final int ID = 20;

    private static Kryo kryo(Class<?> type) {
        Kryo kryo = new Kryo();
        kryo.setDefaultSerializer(CompatibleFieldSerializer.class);
        kryo.register(ArrayList.class, 30);
        kryo.register(type, ID);
        return kryo;
    }

    public static void main(String[] args) {
        Output out = new Output(100, -1);
        kryo(Before.class).writeClassAndObject(out, new Before());
        try {
            After read = (After) kryo(After.class).readClassAndObject(new Input(out.toBytes()));
            System.out.println("read: count=" + read.count + " title=" + read.title);
        } catch (RuntimeException failed) {
            System.out.println("failed: " + failed.toString().lines().findFirst().orElse(""));
        }
    }
}
END
seen=$(java -cp 'libraries/*' Finding.java)
echo "Kryo 5.6.2, CompatibleFieldSerializer with default settings, a List<String> field dropped; expected count=7 title=kept:"
echo "$seen"
[[ $seen != 'read: count=7 title=kept' ]] || { echo "This version behaves differently."; exit 1; }
