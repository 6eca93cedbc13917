package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;

/** Writes {@code XDispatcher}: from a method id and encoded arguments to a call. */
final class DispatcherWriter {
    /** What the generated methods call their own parameters and variables. */
    private static final Set<String> RESERVED = Set.of("arguments", "result", "returned", "target");
    /** A class file holds constants of up to 65,535 bytes. */
    private static final int MAX_CONSTANT_BYTES = 60_000;
    /** Each character takes at most three bytes. */
    private static final int PIECE_CHARS = 16_000;

    private final ImmortalModel model;
    private final ClassName name;
    private final ClassName target;
    private final Codecs codecs;

    DispatcherWriter(ImmortalModel model, ClassName name, ClassName target, Codecs codecs) {
        this.model = model;
        this.name = name;
        this.target = target;
        this.codecs = codecs;
    }

    TypeSpec.Builder type() {
        MethodSpec.Builder constructor = MethodSpec.constructorBuilder()
                .addJavadoc("Makes a dispatcher that calls {@code target}.\n")
                .addParameter(target, "target");
        TypeSpec.Builder type = TypeSpec.classBuilder(name)
                .addJavadoc("Makes logged calls of {@link $L}. Generated; do not edit.\n", model.source())
                .addModifiers(Modifier.FINAL)
                .addSuperinterface(RuntimeTypes.DISPATCHER)
                .addField(schema());
        if (!model.methods().isEmpty()) {
            type.addField(target, "target", Modifier.PRIVATE, Modifier.FINAL);
            constructor.addStatement("this.target = target");
        }
        type.addField(hash()).addMethod(constructor.build());
        dispatch(type);
        model.methods().forEach(each -> type.addMethod(call(each)));
        return type.addMethod(MethodSpec.methodBuilder("schemaHash")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(TypeName.LONG)
                        .addStatement("return SCHEMA_HASH")
                        .build())
                .addMethod(MethodSpec.methodBuilder("schema")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(String.class)
                        .addStatement("return SCHEMA")
                        .build());
    }

    private FieldSpec schema() {
        String text = model.schema();
        boolean fits = text.getBytes(StandardCharsets.UTF_8).length <= MAX_CONSTANT_BYTES;
        return FieldSpec.builder(String.class, "SCHEMA", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(fits ? CodeBlock.of("$L", "\"\"\"\n" + text + "\"\"\"") : inPieces(text))
                .build();
    }

    private static CodeBlock inPieces(String text) {
        CodeBlock.Builder joined = CodeBlock.builder().add("$T.join(\"\"", String.class);
        int end;
        for (int begin = 0; begin < text.length(); begin = end) {
            end = Math.min(begin + PIECE_CHARS, text.length());
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            joined.add(", $S", text.substring(begin, end));
        }
        return joined.add(")").build();
    }

    private FieldSpec hash() {
        return FieldSpec.builder(TypeName.LONG, "SCHEMA_HASH", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$LL", "0x" + HexFormat.of().toHexDigits(model.schemaHash()))
                .build();
    }

    /** A method is compiled by the JVM only if it is small, and by no compiler if it is large: so there are many small ones. */
    private void dispatch(TypeSpec.Builder type) {
        MethodSpec.Builder entry = dispatchMethod("dispatch").addAnnotation(Override.class);
        entry.addModifiers(Modifier.PUBLIC);
        List<List<MethodModel>> groups = MethodGroups.of(model.methods());
        if (groups.size() <= 1) {
            type.addMethod(entry.addCode(choice(model.methods())).build());
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            List<MethodModel> group = groups.get(i);
            entry.beginControlFlow(
                            "if (methodId <= $L)", group.get(group.size() - 1).id())
                    .addStatement("return dispatch$L(methodId, arguments, result)", i)
                    .endControlFlow();
        }
        entry.addStatement("throw new $T($S, methodId)", RuntimeTypes.UNKNOWN_METHOD, model.qualifiedName());
        type.addMethod(entry.build());
        for (int i = 0; i < groups.size(); i++) {
            type.addMethod(dispatchMethod("dispatch" + i)
                    .addModifiers(Modifier.PRIVATE)
                    .addCode(choice(groups.get(i)))
                    .build());
        }
    }

    private static MethodSpec.Builder dispatchMethod(String called) {
        return MethodSpec.methodBuilder(called)
                .returns(TypeName.BOOLEAN)
                .addException(Exception.class)
                .addParameter(TypeName.INT, "methodId")
                .addParameter(RuntimeTypes.ARGUMENT_READER, "arguments")
                .addParameter(RuntimeTypes.ARGUMENT_WRITER, "result");
    }

    private CodeBlock choice(List<MethodModel> methods) {
        CodeBlock.Builder code = CodeBlock.builder();
        if (!methods.isEmpty()) {
            code.add("return switch (methodId) {\n$>");
            for (MethodModel each : methods) {
                String handed = each.result().isEmpty() ? "arguments" : "arguments, result";
                code.addStatement("case $L -> call$L($L)", each.id(), each.id(), handed);
            }
            code.addStatement(
                    "default -> throw new $T($S, methodId)", RuntimeTypes.UNKNOWN_METHOD, model.qualifiedName());
            return code.add("$<};\n").build();
        }
        return code.addStatement("throw new $T($S, methodId)", RuntimeTypes.UNKNOWN_METHOD, model.qualifiedName())
                .build();
    }

    private MethodSpec call(MethodModel method) {
        MethodSpec.Builder code = MethodSpec.methodBuilder("call" + method.id())
                .addModifiers(Modifier.PRIVATE)
                .returns(TypeName.BOOLEAN)
                .addException(Exception.class)
                .addParameter(RuntimeTypes.ARGUMENT_READER, "arguments");
        if (method.result().isPresent()) {
            code.addParameter(RuntimeTypes.ARGUMENT_WRITER, "result");
        }
        CodeBlock.Builder arguments = CodeBlock.builder();
        Set<String> taken = new LinkedHashSet<>(RESERVED);
        method.parameters().stream()
                .map(Parameter::name)
                .filter(each -> !RESERVED.contains(each))
                .forEach(taken::add);
        String separator = "";
        for (Parameter each : method.parameters()) {
            String variable = each.name();
            if (RESERVED.contains(variable)) {
                while (!taken.add(variable)) {
                    variable += "_";
                }
            }
            code.addStatement("$T $L = $L", TypeNames.of(each.type()), variable, codecs.read(each.type(), "arguments"));
            arguments.add("$L$L", separator, variable);
            separator = ", ";
        }
        code.addStatement("arguments.end()");
        CodeBlock receiver = method.through()
                .map(each -> CodeBlock.of("(($T) target)", TypeNames.parse(each)))
                .orElse(CodeBlock.of("target"));
        if (method.result().isEmpty()) {
            return code.addStatement("$L.$L($L)", receiver, method.name(), arguments.build())
                    .addStatement("return false")
                    .build();
        }
        code.addStatement(
                "$T returned = $L.$L($L)",
                TypeNames.of(method.result().get()),
                receiver,
                method.name(),
                arguments.build());
        code.beginControlFlow("if (result == null)");
        code.addStatement("return false");
        code.endControlFlow();
        code.addStatement(codecs.write(method.result().get(), "result", CodeBlock.of("returned")));
        return code.addStatement("return true").build();
    }
}
