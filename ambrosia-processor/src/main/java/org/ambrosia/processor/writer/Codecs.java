package org.ambrosia.processor.writer;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ValueType;
import org.ambrosia.processor.model.ValueType.Container;

/**
 * How values are written and read. Primitives, strings and byte arrays are one call each; everything else has a pair of
 * methods in a class of its own, {@code XCodecs}, which proxy and dispatcher share.
 */
final class Codecs {
    private static final String OUT = "out";
    private static final String IN = "in";
    private static final String VALUE = "value";

    private final ClassName name;
    private final Map<String, String> suffixes = new LinkedHashMap<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final List<MethodSpec> methods = new ArrayList<>();

    Codecs(ClassName name) {
        this.name = name;
    }

    /** A statement that writes a value. */
    CodeBlock write(ValueType type, String writer, CodeBlock value) {
        if (type instanceof ValueType.Primitive primitive) {
            return CodeBlock.of("$L.write$L($L)", writer, capitalized(primitive.source()), value);
        }
        if (type instanceof ValueType.Text) {
            return CodeBlock.of("$L.writeString($L)", writer, value);
        }
        if (isBytes(type)) {
            return CodeBlock.of("$L.writeBytes($L)", writer, value);
        }
        if (type instanceof ValueType.Proxy) {
            return CodeBlock.of("$L.writeProxy($L)", writer, value);
        }
        if (type instanceof ValueType.KryoType object) {
            return CodeBlock.of("$L.writeObject($L, $L)", writer, value, classes(object));
        }
        return CodeBlock.of("$T.write$L($L, $L)", name, suffix(type), writer, value);
    }

    /** An expression that reads a value. */
    CodeBlock read(ValueType type, String reader) {
        if (type instanceof ValueType.Primitive primitive) {
            return CodeBlock.of("$L.read$L()", reader, capitalized(primitive.source()));
        }
        if (type instanceof ValueType.Text) {
            return CodeBlock.of("$L.readString()", reader);
        }
        if (isBytes(type)) {
            return CodeBlock.of("$L.readBytes()", reader);
        }
        if (type instanceof ValueType.KryoType object && object.source().equals(object.erasure())) {
            return CodeBlock.of("$L.readObject($L)", reader, classes(object));
        }
        return CodeBlock.of("$T.read$L($L)", name, suffix(type), reader);
    }

    /** The class with the methods that were asked for; empty if none was. */
    Optional<TypeSpec.Builder> type() {
        if (methods.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(TypeSpec.classBuilder(name)
                .addModifiers(Modifier.FINAL)
                .addMethod(MethodSpec.constructorBuilder()
                        .addModifiers(Modifier.PRIVATE)
                        .build())
                .addMethods(methods));
    }

    /** The end of the names of a type's methods; makes them when it is first asked for. */
    private String suffix(ValueType type) {
        String known = suffixes.get(type.source());
        if (known != null) {
            return known;
        }
        String readable = readableName(type);
        String suffix = readable;
        for (int i = 2; !taken.add(suffix); i++) {
            suffix = readable + i;
        }
        suffixes.put(type.source(), suffix);
        int place = methods.size();
        if (!(type instanceof ValueType.Proxy || type instanceof ValueType.KryoType)) {
            methods.add(place, writer(type, suffix));
            place++;
        }
        methods.add(place, reader(type, suffix));
        return suffix;
    }

    private MethodSpec writer(ValueType type, String suffix) {
        CodeBlock.Builder body = CodeBlock.builder();
        if (type instanceof ValueType.Boxed boxed) {
            writeNullability(body);
            body.addStatement(write(boxed.primitive(), OUT, CodeBlock.of(VALUE)));
        } else if (type instanceof ValueType.Constant) {
            body.addStatement("$L.writeString($L == null ? null : $L.name())", OUT, VALUE, VALUE);
        } else if (type instanceof ValueType.RecordType record) {
            writeNullability(body);
            for (ValueType.RecordType.Component each : record.components()) {
                body.addStatement(write(each.type(), OUT, CodeBlock.of("$L.$L()", VALUE, each.name())));
            }
        } else if (type instanceof ValueType.Array array) {
            writeLength(body);
            body.beginControlFlow("for ($T element : $L)", TypeNames.of(array.element()), VALUE);
            body.addStatement(write(array.element(), OUT, CodeBlock.of("element")));
            body.endControlFlow();
        } else if (type instanceof Container container) {
            writeContainer(body, container);
        }
        return MethodSpec.methodBuilder("write" + suffix)
                .addModifiers(Modifier.STATIC)
                .addParameter(RuntimeTypes.ARGUMENT_WRITER, OUT)
                .addParameter(TypeNames.of(type), VALUE)
                .addCode(body.build())
                .build();
    }

    private void writeContainer(CodeBlock.Builder body, Container container) {
        ValueType first = container.arguments().get(0);
        switch (container.kind()) {
            case LIST, SET -> {
                writeSize(body);
                body.beginControlFlow("for ($T element : $L)", TypeNames.of(first), VALUE);
                body.addStatement(write(first, OUT, CodeBlock.of("element")));
                endElements(body);
            }
            case MAP -> {
                ValueType second = container.arguments().get(1);
                writeSize(body);
                body.beginControlFlow(
                        "for ($T<$T, $T> entry : $L.entrySet())",
                        Map.Entry.class,
                        TypeNames.of(first),
                        TypeNames.of(second),
                        VALUE);
                body.addStatement(write(first, OUT, CodeBlock.of("entry.getKey()")));
                body.addStatement(write(second, OUT, CodeBlock.of("entry.getValue()")));
                endElements(body);
            }
            case OPTIONAL -> {
                body.addStatement("$L.writeBoolean($L.isPresent())", OUT, VALUE);
                body.beginControlFlow("if ($L.isPresent())", VALUE);
                body.addStatement(write(first, OUT, CodeBlock.of("$L.get()", VALUE)));
                body.endControlFlow();
            }
        }
    }

    private MethodSpec reader(ValueType type, String suffix) {
        CodeBlock.Builder body = CodeBlock.builder();
        MethodSpec.Builder method = MethodSpec.methodBuilder("read" + suffix)
                .addModifiers(Modifier.STATIC)
                .returns(TypeNames.of(type))
                .addParameter(RuntimeTypes.ARGUMENT_READER, IN);
        if (type instanceof ValueType.Boxed boxed) {
            body.addStatement("return $L.readPresence($L) ? $L : null", IN, boxed.heapBytes(), boxedRead(boxed));
        } else if (type instanceof ValueType.Constant) {
            readConstant(body, TypeNames.of(type));
        } else if (type instanceof ValueType.RecordType record) {
            readRecord(body, record);
        } else if (type instanceof ValueType.Array array) {
            readArray(body, array);
        } else if (type instanceof Container container) {
            readContainer(body, container);
        } else if (type instanceof ValueType.Proxy proxy) {
            body.addStatement("$T instance = $L.readProxyName()", String.class, IN);
            body.addStatement(
                    "return instance == null ? null : new $T($L.context(), instance)", TypeNames.of(proxy), IN);
        } else if (type instanceof ValueType.KryoType object) {
            method.addAnnotation(AnnotationSpec.builder(SuppressWarnings.class)
                    .addMember("value", "$S", "unchecked")
                    .build());
            body.addStatement("return ($T) $L.readObject($L)", TypeNames.of(type), IN, classes(object));
        }
        return method.addCode(body.build()).build();
    }

    private CodeBlock boxedRead(ValueType.Boxed boxed) {
        return CodeBlock.of("$T.valueOf($L)", TypeNames.of(boxed), read(boxed.primitive(), IN));
    }

    private static void readConstant(CodeBlock.Builder body, TypeName type) {
        body.addStatement("$T constant = $L.readName()", String.class, IN);
        body.beginControlFlow("try");
        body.addStatement("return constant == null ? null : $T.valueOf(constant)", type);
        body.nextControlFlow("catch ($T unknown)", IllegalArgumentException.class);
        body.addStatement("throw $L.malformed($S + constant)", IN, "an unknown constant of " + type + ", ");
        body.endControlFlow();
    }

    private void readRecord(CodeBlock.Builder body, ValueType.RecordType record) {
        body.beginControlFlow("if (!$L.readPresence($L))", IN, record.heapBytes());
        body.addStatement("return null");
        body.endControlFlow();
        if (record.isRecursive()) {
            body.addStatement("$L.enter()", IN);
        }
        CodeBlock.Builder arguments = CodeBlock.builder();
        String separator = "";
        int index = 0;
        for (ValueType.RecordType.Component each : record.components()) {
            String variable = "component" + index++;
            body.addStatement("$T $L = $L", TypeNames.of(each.type()), variable, read(each.type(), IN));
            arguments.add("$L$L", separator, variable);
            separator = ", ";
        }
        if (record.isRecursive()) {
            body.addStatement("$L.leave()", IN);
        }
        body.addStatement("return new $T($L)", TypeNames.of(record), arguments.build());
    }

    private void readArray(CodeBlock.Builder body, ValueType.Array array) {
        readCount(
                body,
                array.element().leastBytes(),
                array.heapBytes(),
                array.element().heapBytesAsField());
        ValueType innermost = array.element();
        StringBuilder brackets = new StringBuilder();
        while (innermost instanceof ValueType.Array inner) {
            innermost = inner.element();
            brackets.append("[]");
        }
        TypeName created = innermost instanceof ValueType.KryoType object
                ? TypeNames.className(object.erasure())
                : TypeNames.of(innermost);
        body.addStatement("$T $L = new $T[count]$L", TypeNames.of(array), VALUE, created, brackets);
        body.beginControlFlow("for (int i = 0; i < count; i++)");
        body.addStatement("$L[i] = $L", VALUE, read(array.element(), IN));
        body.endControlFlow();
        body.addStatement("return $L", VALUE);
    }

    private void readContainer(CodeBlock.Builder body, Container container) {
        ValueType first = container.arguments().get(0);
        if (container.kind() == Container.Kind.OPTIONAL) {
            body.addStatement(
                    "return $L.readPresence($L) ? $T.of($L) : $T.empty()",
                    IN,
                    container.kind().heapBytes(),
                    Optional.class,
                    read(first, IN),
                    Optional.class);
            return;
        }
        int leastBytesEach = container.kind() == Container.Kind.MAP ? 2 : 1;
        readCount(
                body,
                leastBytesEach,
                container.kind().heapBytes(),
                container.kind().heapBytesEach());
        Class<?> made = switch (container.kind()) {
            case LIST -> ArrayList.class;
            case SET -> LinkedHashSet.class;
            default -> LinkedHashMap.class;
        };
        String capacity = container.kind() == Container.Kind.LIST ? "count" : "";
        body.addStatement("$T $L = new $T<>($L)", TypeNames.of(container), VALUE, made, capacity);
        body.beginControlFlow("for (int i = 0; i < count; i++)");
        if (container.kind() == Container.Kind.MAP) {
            body.addStatement(
                    "$L.put($L, $L)",
                    VALUE,
                    read(first, IN),
                    read(container.arguments().get(1), IN));
        } else {
            body.addStatement("$L.add($L)", VALUE, read(first, IN));
        }
        body.endControlFlow();
        body.addStatement("return $L", VALUE);
    }

    private static void writeNullability(CodeBlock.Builder body) {
        body.addStatement("$L.writeBoolean($L != null)", OUT, VALUE);
        body.beginControlFlow("if ($L == null)", VALUE);
        body.addStatement("return");
        body.endControlFlow();
    }

    private static void writeLength(CodeBlock.Builder body) {
        body.addStatement("$L.writeCount($L == null ? -1 : $L.length)", OUT, VALUE, VALUE);
        body.beginControlFlow("if ($L == null)", VALUE);
        body.addStatement("return");
        body.endControlFlow();
    }

    /** A collection may be of any class, whose size() and iterator() need not agree. */
    private static void writeSize(CodeBlock.Builder body) {
        body.addStatement("int left = $L == null ? -1 : $L.size()", VALUE, VALUE);
        body.addStatement("$L.writeCount(left)", OUT);
        body.beginControlFlow("if ($L == null)", VALUE);
        body.addStatement("return");
        body.endControlFlow();
    }

    private static void endElements(CodeBlock.Builder body) {
        body.addStatement("left--");
        body.endControlFlow();
        body.addStatement("$L.endElements(left)", OUT);
    }

    private static void readCount(CodeBlock.Builder body, int leastBytesEach, int heapBytes, int heapBytesEach) {
        body.addStatement("int count = $L.readCount($L, $L, $L)", IN, leastBytesEach, heapBytes, heapBytesEach);
        body.beginControlFlow("if (count < 0)");
        body.addStatement("return null");
        body.endControlFlow();
    }

    /** The class of a value, and those that it may hold. */
    private static CodeBlock classes(ValueType.KryoType type) {
        CodeBlock.Builder classes = CodeBlock.builder().add("$T.class", TypeNames.className(type.erasure()));
        for (String each : type.contents()) {
            classes.add(", $T.class", TypeNames.className(each));
        }
        return classes.build();
    }

    private static boolean isBytes(ValueType type) {
        return type.source().equals("byte[]");
    }

    private static String readableName(ValueType type) {
        if (type instanceof ValueType.Array array) {
            return "ArrayOf" + readableName(array.element());
        }
        if (type instanceof Container container) {
            List<String> arguments =
                    container.arguments().stream().map(Codecs::readableName).toList();
            return simpleName(container.kind().source()) + "Of" + String.join("To", arguments);
        }
        if (type instanceof ValueType.Primitive primitive) {
            return "Primitive" + capitalized(primitive.source());
        }
        return simpleName(type instanceof ValueType.KryoType object ? object.erasure() : type.source());
    }

    private static String simpleName(String qualified) {
        return qualified.substring(qualified.lastIndexOf('.') + 1);
    }

    private static String capitalized(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
