#!/usr/bin/env bash
# Eclipse's compiler 3.36.0 writes class files although an annotation processor reported an error.
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
      <groupId>org.eclipse.jdt</groupId>
      <artifactId>ecj</artifactId>
      <version>3.36.0</version>
    </dependency>
  </dependencies>
</project>
END
mvn -B -l mvn.log org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=libraries >/dev/null \
    || { cat mvn.log; exit 1; }

mkdir -p processor/META-INF/services classes-javac classes-ecj
cat >Refusing.java <<'END'
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

@SupportedAnnotationTypes("java.lang.Deprecated")
public class Refusing extends AbstractProcessor {
    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latest();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        for (Element each : round.getElementsAnnotatedWith(Deprecated.class)) {
            processingEnv.getMessager().printMessage(Diagnostic.Kind.ERROR, "refused", each);
        }
        return false;
    }
}
END
echo Refusing >processor/META-INF/services/javax.annotation.processing.Processor
javac -proc:none -d processor Refusing.java
mkdir source
cat >source/Refused.java <<'END'
@Deprecated
public class Refused {}
END
javac -processorpath processor -d classes-javac source/Refused.java >javac.log 2>&1 && javac=0 || javac=$?
java -jar libraries/ecj-3.36.0.jar -17 -processorpath processor -d classes-ecj source/Refused.java >ecj.log 2>&1 && ecj=0 || ecj=$?
echo "A processor reports an error at a class; expected that neither compiler writes its class file:"
for each in javac ecj; do
    written=$([ -e "classes-$each/Refused.class" ] && echo written || echo "not written")
    echo "$each: reported $(grep -c refused "$each.log") times, exit status ${!each}, class file $written"
done
[ ! -e classes-javac/Refused.class ] && [ -e classes-ecj/Refused.class ] && [ "$ecj" -ne 0 ] \
    || { echo "This version behaves differently."; exit 1; }
