package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;

/**
 * Writes {@code XClient}: {@code x}, {@code xAsync} and {@code xFork} for each method {@code x}, and
 * {@code xImpulse} for each impulse.
 */
final class ClientWriter {
    private static final ParameterizedTypeName DURABLE =
            ParameterizedTypeName.get(ClassName.get(CompletionStage.class), ClassName.get(Void.class));

    private final ImmortalModel model;
    private final ClassName name;
    private final ClassName proxy;
    private final Codecs codecs;

    ClientWriter(ImmortalModel model, ClassName name, ClassName proxy, Codecs codecs) {
        this.model = model;
        this.name = name;
        this.proxy = proxy;
        this.codecs = codecs;
    }

    TypeSpec.Builder type() {
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("""
                        Calls an instance of {@link $L} from a program that is not an instance itself. May be
                        used from any thread. Generated; do not edit.
                        """, model.source())
                .addModifiers(Modifier.FINAL)
                .superclass(RuntimeTypes.CLIENT_BASE)
                .addMethod(constructor())
                .addMethod(constructorOfCopy())
                .addMethod(of())
                .addMethod(withTimeout())
                .addMethod(asProxy());
        for (MethodModel each : model.methods()) {
            if (!each.impulse()) {
                type.addMethod(waiting(each)).addMethod(async(each));
            }
            type.addMethod(oneWay(each));
        }
        return type.addMethod(decodeResult());
    }

    private MethodSpec constructor() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(RuntimeTypes.AMBROSIA_CLIENT, "client")
                .addParameter(String.class, "instanceName")
                .addStatement(
                        "super(client, instanceName, $LL)",
                        "0x" + HexFormat.of().toHexDigits(model.schemaHash()))
                .build();
    }

    private MethodSpec constructorOfCopy() {
        return MethodSpec.constructorBuilder()
                .addModifiers(Modifier.PRIVATE)
                .addParameter(name, "other")
                .addParameter(Duration.class, "timeout")
                .addStatement("super(other, timeout)")
                .build();
    }

    private MethodSpec of() {
        return MethodSpec.methodBuilder("of")
                .addJavadoc("Returns the calls of a client to the instance of this name.\n")
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(name)
                .addParameter(RuntimeTypes.AMBROSIA_CLIENT, "client")
                .addParameter(String.class, "instanceName")
                .addStatement("return new $T(client, instanceName)", name)
                .build();
    }

    private MethodSpec withTimeout() {
        return MethodSpec.methodBuilder("withTimeout")
                .addJavadoc("""
                        Returns the same calls with another timeout.

                        @param timeout how long a call may be without its result before it fails; 0 for ever, at
                            most 3650 days. The call may be executed all the same
                        """)
                .addModifiers(Modifier.PUBLIC)
                .returns(name)
                .addParameter(Duration.class, "timeout")
                .addStatement("return new $T(this, timeout)", name)
                .build();
    }

    private MethodSpec asProxy() {
        return MethodSpec.methodBuilder("asProxy")
                .addJavadoc("Returns a reference to the instance, to be sent as an argument. It can't call here.\n")
                .addModifiers(Modifier.PUBLIC)
                .returns(proxy)
                .addStatement("return new $T(context().ofValues(), instanceName())", proxy)
                .build();
    }

    private MethodSpec waiting(MethodModel method) {
        String call = ProxyWriter.freeName(method, "call");
        TypeName result = method.result().map(TypeNames::of).orElse(TypeName.VOID);
        MethodSpec.Builder built = begin(method, "")
                .addJavadoc(
                        "Calls {@code $L}, and waits for its outcome.\n$L",
                        method.name(),
                        ProxyWriter.described(method))
                .returns(result);
        write(built, method, call, "Waiting");
        String returned = method.result().isPresent() ? "return " : "";
        return built.addStatement(returned + "context().await(context().<$T>endAsync($L))", result.box(), call)
                .build();
    }

    private MethodSpec async(MethodModel method) {
        TypeName result = method.result().map(TypeNames::of).orElse(ClassName.get(Void.class));
        String call = ProxyWriter.freeName(method, "call");
        MethodSpec.Builder built = begin(method, "Async")
                .addJavadoc(
                        "Calls {@code $L}. The future has its outcome.\n$L",
                        method.name(),
                        ProxyWriter.described(method))
                .returns(ParameterizedTypeName.get(ClassName.get(CompletableFuture.class), result.box()));
        write(built, method, call, "Async");
        return built.addStatement("return context().endAsync($L)", call).build();
    }

    private MethodSpec oneWay(MethodModel method) {
        String call = ProxyWriter.freeName(method, "call");
        MethodSpec.Builder built = begin(method, method.impulse() ? "Impulse" : "Fork")
                .addJavadoc(
                        method.impulse()
                                ? "Sends the impulse {@code $L}. The stage completes when it is on stable storage.\n$L"
                                : "Calls {@code $L} one-way. The stage completes when the call is on stable storage.\n$L",
                        method.name(),
                        ProxyWriter.described(method))
                .returns(DURABLE);
        write(built, method, call, "Fork");
        return built.addStatement("return context().endFork($L)", call).build();
    }

    private static MethodSpec.Builder begin(MethodModel method, String suffix) {
        MethodSpec.Builder built =
                MethodSpec.methodBuilder(method.name() + suffix).addModifiers(Modifier.PUBLIC);
        for (Parameter each : method.parameters()) {
            built.addParameter(TypeNames.of(each.type()), each.name());
        }
        return built.varargs(method.varargs());
    }

    private void write(MethodSpec.Builder built, MethodModel method, String call, String kind) {
        built.addStatement(
                "$T $L = context().begin$L(this, $L)", RuntimeTypes.ARGUMENT_WRITER, call, kind, method.id());
        for (Parameter each : method.parameters()) {
            built.addStatement(codecs.write(each.type(), call, CodeBlock.of("$L", each.name())));
        }
    }

    private MethodSpec decodeResult() {
        return MethodSpec.methodBuilder("decodeResult")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PROTECTED)
                .returns(Object.class)
                .addParameter(TypeName.INT, "methodId")
                .addParameter(RuntimeTypes.ARGUMENT_READER, "reply")
                .addStatement("return $T.result(methodId, reply)", proxy)
                .build();
    }
}
