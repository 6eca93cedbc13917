package org.ambrosia.processor.writer;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import java.util.Set;
import javax.lang.model.element.Modifier;
import org.ambrosia.processor.model.ImmortalModel;
import org.ambrosia.processor.model.MethodModel;
import org.ambrosia.processor.model.MethodModel.Parameter;

/** Writes {@code XDispatcher}: from a method id and encoded arguments to a call. */
final class DispatcherWriter {
    /** What the generated method calls its own parameters and variables. */
    private static final Set<String> RESERVED = Set.of("methodId", "arguments", "result", "returned", "target");

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
                .addModifiers(Modifier.PUBLIC)
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
        return type.addMethod(constructor.build())
                .addMethod(dispatch())
                .addMethod(MethodSpec.methodBuilder("schema")
                        .addAnnotation(Override.class)
                        .addModifiers(Modifier.PUBLIC)
                        .returns(String.class)
                        .addStatement("return SCHEMA")
                        .build());
    }

    private FieldSpec schema() {
        String text = "\"\"\"\n" + model.schema() + "\"\"\"";
        return FieldSpec.builder(String.class, "SCHEMA", Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("$L", text)
                .build();
    }

    private MethodSpec dispatch() {
        MethodSpec.Builder built = MethodSpec.methodBuilder("dispatch")
                .addAnnotation(Override.class)
                .addModifiers(Modifier.PUBLIC)
                .returns(TypeName.BOOLEAN)
                .addException(Exception.class)
                .addParameter(TypeName.INT, "methodId")
                .addParameter(RuntimeTypes.ARGUMENT_READER, "arguments")
                .addParameter(RuntimeTypes.ARGUMENT_WRITER, "result")
                .beginControlFlow("switch (methodId)");
        for (MethodModel each : model.methods()) {
            built.addCode("case $L -> {\n$>", each.id()).addCode(call(each)).addCode("$<}\n");
        }
        return built.addStatement(
                        "default -> throw new $T($S, methodId)", RuntimeTypes.UNKNOWN_METHOD, model.qualifiedName())
                .endControlFlow()
                .build();
    }

    private CodeBlock call(MethodModel method) {
        CodeBlock.Builder code = CodeBlock.builder();
        CodeBlock.Builder arguments = CodeBlock.builder();
        String separator = "";
        for (Parameter each : method.parameters()) {
            String variable = RESERVED.contains(each.name()) ? each.name() + "_" : each.name();
            code.addStatement("$T $L = $L", TypeNames.of(each.type()), variable, codecs.read(each.type(), "arguments"));
            arguments.add("$L$L", separator, variable);
            separator = ", ";
        }
        code.addStatement("arguments.end()");
        if (method.result().isEmpty()) {
            code.addStatement("target.$L($L)", method.name(), arguments.build());
            code.addStatement("return false");
        } else {
            code.addStatement(
                    "$T returned = target.$L($L)",
                    TypeNames.of(method.result().get()),
                    method.name(),
                    arguments.build());
            code.beginControlFlow("if (result == null)");
            code.addStatement("return false");
            code.endControlFlow();
            code.addStatement(codecs.write(method.result().get(), "result", CodeBlock.of("returned")));
            code.addStatement("return true");
        }
        return code.build();
    }
}
