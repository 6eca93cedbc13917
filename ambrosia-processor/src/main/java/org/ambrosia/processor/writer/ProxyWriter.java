package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.HexFormat;
import java.util.List;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;

/** Writes {@code XProxy}: {@code xFork} and {@code xAsync} for each method {@code x}, {@code xImpulse} for each impulse. */
final class ProxyWriter {
    private final ImmortalModel model;
    private final ClassName name;
    private final Codecs codecs;

    ProxyWriter(ImmortalModel model, ClassName name, Codecs codecs) {
        this.model = model;
        this.name = name;
        this.codecs = codecs;
    }

    TypeSpec.Builder type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("A reference to an instance of {@link $L}. Generated; do not edit.\n", model.source())
                .addModifiers(Modifier.FINAL)
                .superclass(RuntimeTypes.PROXY_BASE)
                .addMethod(constructor())
                .addMethod(constructorOfCaller())
                .addMethod(of());
        for (MethodModel each : model.methods()) {
            type.addMethod(oneWay(each));
            if (!each.impulse()) {
                type.addMethod(async(each));
            }
        }
        decodeResult(type);
        return type.addField(FieldSpec.builder(
                                TypeName.LONG, "SCHEMA_HASH", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                        .initializer("$LL", "0x" + HexFormat.of().toHexDigits(model.schemaHash()))
                        .build())
                .addMethod(MethodSpec.methodBuilder("schemaHash")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PROTECTED)
                        .returns(TypeName.LONG)
                        .addStatement("return SCHEMA_HASH")
                        .build());
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addJavadoc("For generated code and the runtime; use {@link #of}.\n")
                .addModifiers(Modifier.PUBLIC)
                .addParameter(RuntimeTypes.CALL_CONTEXT, "context")
                .addParameter(String.class, "instanceName")
                .addStatement("super(context, instanceName)")
                .build();
    }

    private static MethodSpec constructorOfCaller() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(RuntimeTypes.IMMORTAL_BASE, "caller")
                .addParameter(String.class, "instanceName")
                .addStatement("super(caller, instanceName)")
                .build();
    }

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("The instance of this name, as called by {@code caller}.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(RuntimeTypes.IMMORTAL_BASE, "caller")
                .addParameter(String.class, "instanceName")
                .addStatement("return new $T(caller, instanceName)", name)
                .build();
    }

    private MethodSpec oneWay(MethodModel method) {
        String kind = method.impulse() ? "Impulse" : "Fork";
        String call = freeName(method, "call");
        MethodSpec.Builder built = begin(method, kind)
                .addJavadoc(
                        method.impulse()
                                ? "Sends the impulse {@code $L}, which is logged before it runs.\n$L"
                                : "Calls {@code $L} one-way.\n$L",
                        method.name(),
                        described(method))
                .addStatement(
                        "$T $L = context().begin$L(this, $L)", RuntimeTypes.ARGUMENT_WRITER, call, kind, method.id());
        writeArguments(built, method, call);
        return built.addStatement("context().end$L($L)", kind, call).build();
    }

    private MethodSpec async(MethodModel method) {
        TypeName result = method.result().map(TypeNames::of).orElse(ClassName.get(Void.class));
        String call = freeName(method, "call");
        MethodSpec.Builder built = begin(method, "Async")
                .addJavadoc("Calls {@code $L}; the promise has its outcome.\n$L", method.name(), described(method))
                .returns(ParameterizedTypeName.get(RuntimeTypes.PROMISE, result.box()))
                .addStatement(
                        "$T $L = context().beginAsync(this, $L)", RuntimeTypes.ARGUMENT_WRITER, call, method.id());
        writeArguments(built, method, call);
        return built.addStatement("return context().endAsync($L)", call).build();
    }

    private MethodSpec.Builder begin(MethodModel method, String suffix) {
        MethodSpec.Builder built =
                MethodSpec.methodBuilder(method.name() + suffix).addModifiers(Modifier.PUBLIC);
        for (Parameter each : method.parameters()) {
            built.addParameter(TypeNames.of(each.type()), each.name());
        }
        return built.varargs(method.varargs());
    }

    private void writeArguments(MethodSpec.Builder built, MethodModel method, String call) {
        for (Parameter each : method.parameters()) {
            built.addStatement(codecs.write(each.type(), call, CodeBlock.of("$L", each.name())));
        }
    }

    private void decodeResult(TypeSpec.Builder type) {
        List<List<MethodModel>> groups = MethodGroups.of(model.methods().stream()
                .filter(each -> each.result().isPresent())
                .toList());
        type.addMethod(resultMethod("decodeResult")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .addStatement("return result(methodId, reply)")
                .build());
        MethodSpec.Builder built = resultMethod("result").addModifiers(Modifier.STATIC);
        if (groups.isEmpty()) {
            type.addMethod(built.addStatement("reply.end()")
                    .addStatement("return null")
                    .build());
            return;
        }
        if (groups.size() == 1) {
            built.addCode("$T result = ", Object.class).addCode(choice(groups.get(0)));
        } else {
            built.addStatement("$T result = null", Object.class);
            String otherwise = "";
            for (int i = 0; i < groups.size(); i++) {
                List<MethodModel> group = groups.get(i);
                built.beginControlFlow(
                                otherwise + "if (methodId <= $L)",
                                group.get(group.size() - 1).id())
                        .addStatement("result = result$L(methodId, reply)", i)
                        .endControlFlow();
                otherwise = "else ";
            }
        }
        type.addMethod(
                built.addStatement("reply.end()").addStatement("return result").build());
        for (int i = 0; groups.size() > 1 && i < groups.size(); i++) {
            type.addMethod(resultMethod("result" + i)
                    .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                    .addCode("return ")
                    .addCode(choice(groups.get(i)))
                    .build());
        }
    }

    private static MethodSpec.Builder resultMethod(String called) {
        return MethodSpec.methodBuilder(called)
                .returns(Object.class)
                .addParameter(TypeName.INT, "methodId")
                .addParameter(RuntimeTypes.ARGUMENT_READER, "reply");
    }

    private CodeBlock choice(List<MethodModel> methods) {
        CodeBlock.Builder code = CodeBlock.builder().add("switch (methodId) {\n$>");
        for (MethodModel each : methods) {
            code.addStatement(
                    "case $L -> $L", each.id(), codecs.read(each.result().get(), "reply"));
        }
        return code.addStatement("default -> null").add("$<};\n").build();
    }

    /** What the interface says of the method, as a paragraph of Javadoc. */
    static String described(MethodModel method) {
        return method.description().isEmpty() ? "" : "\n<p>" + method.description() + "\n";
    }

    /** A name for a local variable that no parameter has. */
    static String freeName(MethodModel method, String wanted) {
        String free = wanted;
        while (isTaken(method, free)) {
            free += "_";
        }
        return free;
    }

    private static boolean isTaken(MethodModel method, String name) {
        return method.parameters().stream().anyMatch(each -> each.name().equals(name));
    }
}
