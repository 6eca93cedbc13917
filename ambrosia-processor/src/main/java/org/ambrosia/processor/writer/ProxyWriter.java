package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;

/** Writes {@code XProxy}: {@code xFork} and {@code xAsync} for each method {@code x}. */
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
                .addMethod(of())
                .addMethod(ofOutsideCaller());
        for (MethodModel each : model.methods()) {
            type.addMethod(oneWay(each));
            if (!each.impulse()) {
                type.addMethod(async(each));
            }
        }
        return type.addMethod(decodeResult());
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

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("The instance of this name, as called by {@code caller}.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(RuntimeTypes.IMMORTAL_BASE, "caller")
                .addParameter(String.class, "instanceName")
                .addStatement("return new $T($T.context(caller), instanceName)", name, RuntimeTypes.IMMORTAL_ACCESS)
                .build();
    }

    private MethodSpec ofOutsideCaller() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("The instance of this name, as called from outside.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(RuntimeTypes.OUTSIDE_CALLER, "caller")
                .addParameter(String.class, "instanceName")
                .addStatement(
                        "return new $T($T.of(caller, instanceName), instanceName)", name, RuntimeTypes.CALL_CONTEXT)
                .build();
    }

    private MethodSpec oneWay(MethodModel method) {
        String kind = method.impulse() ? "Impulse" : "Fork";
        String call = freeName(method, "call");
        MethodSpec.Builder built = begin(method, "Fork")
                .addJavadoc(
                        method.impulse()
                                ? "Sends the impulse {@code $L}, which is logged before it runs.\n"
                                : "Calls {@code $L} one-way.\n",
                        method.name())
                .addStatement(
                        "$T $L = context().begin$L(instanceName(), $L)",
                        RuntimeTypes.ARGUMENT_WRITER,
                        call,
                        kind,
                        method.id());
        writeArguments(built, method, call);
        return built.addStatement("context().end$L($L)", kind, call).build();
    }

    private MethodSpec async(MethodModel method) {
        TypeName result = method.result().map(TypeNames::of).orElse(ClassName.get(Void.class));
        String call = freeName(method, "call");
        MethodSpec.Builder built = begin(method, "Async")
                .addJavadoc("Calls {@code $L}; the promise has its outcome.\n", method.name())
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

    private MethodSpec decodeResult() {
        MethodSpec.Builder built = MethodSpec.methodBuilder("decodeResult")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(Object.class)
                .addParameter(TypeName.INT, "methodId")
                .addParameter(RuntimeTypes.ARGUMENT_READER, "reply");
        if (model.methods().stream().allMatch(each -> each.result().isEmpty())) {
            return built.addStatement("reply.end()").addStatement("return null").build();
        }
        built.addCode("$T result = switch (methodId) {\n$>", Object.class);
        for (MethodModel each : model.methods()) {
            if (each.result().isPresent()) {
                built.addStatement(
                        "case $L -> $L", each.id(), codecs.read(each.result().get(), "reply"));
            }
        }
        return built.addStatement("default -> null")
                .addCode("$<};\n")
                .addStatement("reply.end()")
                .addStatement("return result")
                .build();
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
